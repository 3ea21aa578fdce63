import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { HintHandler } from '../../../shared/ports/queue.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';
import { createLossyHints, type LossyHints } from './lossy-hints.ts';
import { calm, storm, type Weather } from './weather.ts';

interface Parts {
  readonly weather?: Weather;
  readonly handlers: readonly HintHandler[];
  readonly handledAtOnce?: number;
}

function someHints({ weather = calm, handlers, handledAtOnce = 2 }: Parts): LossyHints {
  return createLossyHints({ weather, handlers, handledAtOnce, random: seededRandom(1) });
}

async function publish({ queue }: LossyHints, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => `tenant-${index}`);
  for (const tenant_id of ids) await queue.publish({ schema: 1, tenant_id });
  for (let turns = 0; turns < count; turns += 1) await turn();
  return ids;
}

describe('createLossyHints()', () => {
  it('delivers each hint once in calm weather, in another order', async () => {
    const delivered: string[] = [];
    const hints = someHints({
      handlers: [async ({ tenant_id }) => void delivered.push(tenant_id)],
    });

    const ids = await publish(hints, 50);
    await hints.close();

    expect(delivered.toSorted()).toEqual(ids.toSorted());
    expect(delivered).not.toEqual(ids);
  });

  it('loses and doubles as many as the weather says', async () => {
    let delivered = 0;
    const count = 5_000;
    const handler = async () => {
      delivered += 1;
    };
    const hints = someHints({ weather: storm, handlers: [handler], handledAtOnce: count });

    await publish(hints, count);
    await hints.close();

    const { published, lost, doubled } = hints.counts;
    expect(published).toBe(count);
    expect(lost / count).toBeCloseTo(storm.lostHints, 1);
    expect(doubled / (count - lost)).toBeCloseTo(storm.doubledHints, 1);
    expect(delivered).toBe(count - lost + doubled);
  });

  it('delivers again what was not handled', async () => {
    let deliveries = 0;
    const handler = async () => {
      deliveries += 1;
      if (deliveries < 3) throw new Error('The store is away');
    };
    const hints = someHints({ handlers: [handler] });

    await publish(hints, 1);
    await turn();
    await hints.close();

    expect(deliveries).toBe(3);
  });

  it('gives no handler more than it handles at once', async () => {
    let underWay = 0;
    let most = 0;
    const handler = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await turn();
      underWay -= 1;
    };
    const hints = someHints({ handlers: [handler], handledAtOnce: 3 });

    await publish(hints, 40);
    await hints.close();

    expect(most).toBe(3);
  });
});
