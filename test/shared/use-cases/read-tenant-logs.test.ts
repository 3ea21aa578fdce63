import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObservedObject } from '../../../shared/kubernetes/object.ts';
import type { ClusterView, LogRequest } from '../../../shared/ports/cluster-view.ts';
import { ClusterError } from '../../../shared/tenant/cluster-error.ts';
import { readTenantLogs } from '../../../shared/use-cases/read-tenant-logs.ts';
import { aPrincipal, createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';

let world: EngineWorld;
let tenantId: string;

beforeEach(async () => {
  world = createEngineWorld();
  tenantId = (await world.create('acme')).id;
});

afterEach(() => world.close());

function aPod(index: number, containers = 1): ObservedObject {
  const at = `2026-01-01T00:00:${String(index).padStart(2, '0')}Z`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...{ name: `pod-${index}`, namespace: 'demo', uid: `${index}`, resourceVersion: '1' },
      creationTimestamp: at as unknown as Date,
    },
    spec: { containers: Array.from({ length: containers }, (_, each) => ({ name: `c${each}` })) },
  };
}

function logging(pods: readonly ObservedObject[], answer: (request: LogRequest) => string) {
  const asked: LogRequest[] = [];
  const cluster: ClusterView = {
    ...world.cluster,
    list: async () => ({ items: pods }),
    readLogs: async (request) => {
      asked.push(request);
      return answer(request);
    },
  };
  const read = () =>
    readTenantLogs(
      { store: world.store, cluster },
      { principal: aPrincipal, tenantId, linesMax: 7 },
    );
  return { asked, read };
}

describe('readTenantLogs()', () => {
  it('tells the last lines of every container, of the newest pods first', async () => {
    const { asked, read } = logging([aPod(1), aPod(2)], ({ pod }) => `${pod}\n\nend\n`);

    const logs = await read();

    expect(logs.map(({ pod, lines }) => [pod, lines])).toEqual([
      ['pod-2', ['pod-2', '', 'end']],
      ['pod-1', ['pod-1', '', 'end']],
    ]);
    expect(asked[0]).toMatchObject({ linesMax: 7, container: 'c0' });
  });

  it('reads no more than ten pods and twenty containers', async () => {
    const many = Array.from({ length: 30 }, (_, index) => aPod(index));
    const fat = Array.from({ length: 8 }, (_, index) => aPod(index, 4));

    expect(await logging(many, () => '').read()).toHaveLength(10);
    expect(await logging(fat, () => '').read()).toHaveLength(20);
  });

  it('says when there was more, and has no lines of a silent container', async () => {
    const [long] = await logging([aPod(1)], ({ bytesMax }) => 'x'.repeat(bytesMax)).read();
    const [silent] = await logging([aPod(1)], () => '').read();

    expect(long?.is_truncated).toBe(true);
    expect(silent).toMatchObject({ lines: [], is_truncated: false, error: null });
  });

  it('says why one container cannot be read and reads the others', async () => {
    const { read } = logging([aPod(1, 2)], ({ container }) => {
      if (container === 'c1') return 'fine\n';
      const details = { class: 'terminal', outcome: 'not-done' } as const;
      throw new ClusterError('invalid_object', 'It is waiting to start', details);
    });

    expect(await read()).toMatchObject([
      { lines: [], error: { code: 'invalid_object', message: 'It is waiting to start' } },
      { lines: ['fine'], error: null },
    ]);
  });
});
