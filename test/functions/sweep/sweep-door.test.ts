import { describe, expect, it } from 'vitest';
import { type SweepDoorPorts, sweepDoor } from '../../../functions/sweep/sweep-door.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { createRecordingQueue } from '../../fakes/recording-queue.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';

function aSweep(changes: Partial<SweepDoorPorts> = {}) {
  const queue = createRecordingQueue();
  const door = sweepDoor({
    verify: async () => undefined,
    store: { listDue: async () => ['a', 'b'] },
    ...{ queue, logger: createSilentLogger() },
    ...changes,
  });
  const call = async () =>
    await door.open(new Request('http://localhost/sweep', { method: 'POST' }), 'r-1');
  return { queue, call };
}

describe('sweepDoor()', () => {
  it('publishes a hint for each tenant that is due and says how many', async () => {
    const { queue, call } = aSweep();

    const response = await call();

    expect([response.status, await response.json()]).toEqual([200, { due: 2 }]);
    expect(queue.hints.map(({ tenant_id }) => tenant_id)).toEqual(['a', 'b']);
  });

  it('lets two sweeps run at once', async () => {
    const { queue, call } = aSweep();

    const responses = await Promise.all([call(), call()]);

    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(queue.hints).toHaveLength(4);
  });

  it.each([
    ['token_missing', 401],
    ['token_invalid', 403],
  ])('refuses a caller with %s without looking', async (code, status) => {
    const { queue, call } = aSweep({
      verify: async () => {
        throw new TenantryError(code, 'Cannot accept the token');
      },
    });

    const response = await call();

    expect([response.status, await response.json()]).toEqual([
      status,
      expect.objectContaining({ code, request_id: 'r-1' }),
    ]);
    expect(queue.hints).toEqual([]);
  });

  it('answers 503 when the queue takes nothing, so that the job is run again', async () => {
    const { call } = aSweep({
      queue: {
        publish: async () => {
          throw new TenantryError('queue_unavailable', 'Cannot publish', { retryAfterMs: 2_000 });
        },
        ping: async () => undefined,
      },
    });

    const response = await call();

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  });
});
