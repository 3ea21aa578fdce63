import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tenantLabel } from '../../../shared/kubernetes/labels.ts';
import type { ClusterView } from '../../../shared/ports/cluster-view.ts';
import { ClusterError, type ClusterErrorCode } from '../../../shared/tenant/cluster-error.ts';
import { checkLive } from '../../../shared/use-cases/check-live.ts';
import type { Planned } from '../../../shared/use-cases/plan-tenant.ts';
import type { PlannedChange } from '../../../shared/use-cases/plan-view.ts';
import { demoNamespace } from '../../builders/a-blueprint.ts';
import { createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';

let world: EngineWorld;

beforeEach(() => {
  world = createEngineWorld();
});

afterEach(() => world.close());

const metadata = { name: 'x', namespace: demoNamespace, labels: { [tenantLabel]: 'mine' } };
const configMap = (a: string, over: object = {}) => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, ...over }, data: { a } },
});
const { labels: _, ...place } = metadata;
const object = { apiVersion: 'v1', kind: 'ConfigMap', ...place };

function planned(change: Partial<PlannedChange>, want: Planned['want']): Planned {
  const changes = [
    { object, action: 'update', fields: [], disruption: 'none', ...change } as const,
  ];
  return {
    view: {
      ...{ plan_id: 'p', tenant_id: 'mine', operation: 'update', mode: 'offline' },
      ...{ fields: [], changes, steps: [], warnings: [] },
    },
    want,
    tenantId: 'mine',
  };
}

async function only(cluster: ClusterView, plan: Planned) {
  const { changes, warnings, mode } = await checkLive(cluster, plan);
  return { mode, change: changes[0], codes: warnings.map(({ code }) => code) };
}

function failing(code: ClusterErrorCode): ClusterView {
  const fail = async () => {
    throw new ClusterError(code, 'Cannot look', { class: 'retry', outcome: 'not-done' });
  };
  return { ...world.cluster, read: fail, dryRun: fail };
}

describe('checkLive()', () => {
  it('shows what the cluster has, not what was applied', async () => {
    await world.cluster.create(configMap('by hand'));

    const { mode, change } = await only(world.cluster, planned({}, [configMap('wanted')]));

    expect(mode).toBe('live');
    expect(change).toMatchObject({
      action: 'update',
      fields: [{ path: '/data/a', from: 'by hand', to: 'wanted', is_secret: false }],
    });
    expect(await world.cluster.read(object)).toMatchObject({ data: { a: 'by hand' } });
  });

  it('has nothing to do where the cluster has what is wanted, or lacks what is to go', async () => {
    const none = await only(world.cluster, planned({ action: 'delete' }, []));
    await world.cluster.create(configMap('same'));
    const same = await only(world.cluster, planned({}, [configMap('same')]));
    const gone = await only(world.cluster, planned({ action: 'delete' }, []));

    expect([none, same, gone].map(({ change }) => change?.action)).toEqual([
      'none',
      'none',
      'delete',
    ]);
  });

  it('warns of an object of that name that is not the tenant’s', async () => {
    await world.cluster.create(configMap('theirs', { labels: {} }));

    const { change, codes } = await only(world.cluster, planned({}, [configMap('wanted')]));

    expect(codes).toEqual(['foreign_object']);
    expect(change?.not_checked_live).toContain('does not carry');
  });

  it('asks for no Secret, and for nothing in a namespace that does not exist yet', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', ...place };
    const nowhere = { ...object, namespace: 'not-yet' };
    const want = configMap('wanted', { namespace: 'not-yet' });

    const secrets = await only(failing('cluster_unavailable'), planned({ object: secret }, []));
    const later = await only(world.cluster, planned({ object: nowhere, action: 'create' }, [want]));

    expect(secrets.change?.not_checked_live).toBe('Secrets are not read');
    expect(later.change).toMatchObject({
      action: 'create',
      not_checked_live: 'Its namespace does not exist yet',
    });
    expect(later.codes).toEqual([]);
  });

  it('warns of what the cluster refuses, and leaves the change as it was', async () => {
    const { change, codes } = await only(failing('invalid_object'), planned({}, [configMap('a')]));

    expect(codes).toEqual(['invalid_object']);
    expect(change).toMatchObject({ action: 'update', not_checked_live: 'Cannot look' });
  });

  it.each(['cluster_unavailable', 'cluster_timeout', 'cluster_unauthorized'] as const)(
    'rejects when the cluster cannot be asked: %s',
    async (code) => {
      const checked = checkLive(failing(code), planned({}, [configMap('a')]));

      await expect(checked).rejects.toMatchObject({ code });
    },
  );
});
