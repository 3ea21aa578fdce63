import { afterEach, describe, expect, it } from 'vitest';
import { ClusterError } from '../../../../shared/tenant/cluster-error.ts';
import type { Tenant } from '../../../../shared/tenant/tenant.ts';
import { aMailingBlueprint } from '../../../builders/a-mailing-blueprint.ts';
import { aWorkloadBlueprint } from '../../../builders/a-workload-blueprint.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { createMemoryMail, type MemoryMail } from '../../../fakes/memory-mail.ts';
import { createSilentLogger } from '../../../fakes/silent-logger.ts';

const open: EngineWorld[] = [];

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

interface Scene {
  readonly world: EngineWorld;
  readonly mail: MemoryMail;
}

function aScene(systems?: object): Scene {
  const mail = createMemoryMail();
  const world = createEngineWorld({ blueprint: aMailingBlueprint(), systems: systems ?? { mail } });
  open.push(world);
  return { world, mail };
}

function greeted({ conditions }: Tenant) {
  const found = conditions.find(({ type }) => type === 'Greeted');
  if (found === undefined) throw new Error('The tenant has no such condition');
  return found;
}

const away = { kind: 'not-done', class: 'retry' } as const;
const lost = { kind: 'unknown', isDelivered: true } as const;

/** So often that no patience lasts. */
const awayForLong = Array.from({ length: 50 }, () => away);

async function created({ world }: Scene): Promise<Tenant> {
  const { id } = await world.create('acme');
  return await world.settle(id);
}

describe('sendMail()', () => {
  it('sends the message once the rest is there, and says as what', async () => {
    const scene = aScene();
    const tenant = await created(scene);
    expect(tenant.status).toBe('active');
    expect(scene.mail.delivered).toEqual([
      {
        to: 'riley@example.com',
        subject: 'Your site is ready',
        text: 'It is.\n',
        reference: `greeting.${tenant.id}`,
      },
    ]);
    expect(greeted(tenant)).toMatchObject({
      status: 'True',
      message: expect.stringContaining(`<greeting.${tenant.id}@`),
    });
  });

  it('waits for a server that is away, and sends once', async () => {
    const scene = aScene();
    scene.mail.failNext(away, away);
    const tenant = await created(scene);
    expect(greeted(tenant).status).toBe('True');
    expect(scene.mail.delivered).toHaveLength(1);
    const { steps } = await scene.world.operation(tenant.id);
    expect(steps.at(-1)).toMatchObject({ name: 'greeting', state: 'succeeded', attempts: 3 });
  });

  it('does not keep a tenant from serving when the server stays away', async () => {
    const scene = aScene();
    scene.mail.failNext(...awayForLong);
    const { world } = scene;
    const { id } = await world.create('acme');
    const begun = world.clock.now();
    const tenant = await world.settle(id);
    expect(tenant.status).toBe('active');
    expect(tenant.error_code).toBeNull();
    expect(greeted(tenant)).toMatchObject({ status: 'False', reason: 'NotDoneYet' });
    expect(world.clock.now() - begun).toBeLessThan(240_000);
  });

  it('never sends again what may have been sent', async () => {
    const scene = aScene();
    scene.mail.failNext(lost);
    const tenant = await created(scene);
    expect(tenant.status).toBe('active');
    expect(greeted(tenant)).toMatchObject({
      status: 'Unknown',
      reason: 'NeedsOperator',
      message: expect.stringContaining(`<greeting.${tenant.id}@`),
    });
    for (let walks = 0; walks < 4; walks += 1) {
      await scene.world.walk();
      await scene.world.settle(tenant.id);
    }
    expect(scene.mail.attempts()).toBe(1);
  });

  it('leaves a message that the server does not take to a person', async () => {
    const scene = aScene();
    scene.mail.failNext({ kind: 'not-done', class: 'terminal' });
    const tenant = await created(scene);
    expect(tenant.status).toBe('active');
    expect(greeted(tenant)).toMatchObject({ status: 'False', reason: 'Refused' });
    await scene.world.walk();
    await scene.world.settle(tenant.id);
    expect(scene.mail.attempts()).toBe(1);
  });

  it('does not fail where there is no mail server any more', async () => {
    const tenant = await created(aScene({}));
    expect(tenant.status).toBe('active');
    expect(greeted(tenant)).toMatchObject({
      status: 'False',
      reason: 'NotDoneYet',
      message: expect.stringContaining('no mail server'),
    });
  });
});

/** Looks until the mail waits for a server that is away. */
async function waiting(scene: Scene): Promise<string> {
  const { world, mail } = scene;
  mail.failNext(...awayForLong);
  const { id } = await world.create('acme');
  for (let looks = 0; looks < 50; looks += 1) {
    const { due } = await world.tenant(id);
    world.clock.advance(Math.max(0, Date.parse(due ?? '') - world.clock.now()));
    await world.look(id);
    const { steps } = await world.operation(id);
    if (steps.at(-1)?.state === 'waiting') return id;
  }
  throw new Error('The mail does not wait');
}

describe('a mail that waits', () => {
  it('tells so in its condition meanwhile', async () => {
    const scene = aScene();
    const id = await waiting(scene);
    expect(greeted(await scene.world.tenant(id))).toMatchObject({ reason: 'NotDoneYet' });
  });

  it('does not fail the tenant when nobody could work for longer than all deadlines', async () => {
    const scene = aScene();
    const id = await waiting(scene);
    scene.world.clock.advance(24 * 3_600_000);
    const tenant = await scene.world.settle(id);
    expect([tenant.status, tenant.error_code]).toEqual(['active', null]);
  });

  it('does not fail the tenant when mail is switched off', async () => {
    const scene = aScene();
    const id = await waiting(scene);
    const { ports } = scene.world;
    const silent = aWorkloadBlueprint();
    const tenant = await scene.world.settle(id, {
      ...ports,
      catalog: new Map([[silent.name, silent]]),
    });
    const { state, steps } = await scene.world.operation(id);
    expect([tenant.status, state, steps.at(-1)?.state]).toEqual(['active', 'succeeded', 'skipped']);
  });

  it('does not wait for a cluster that is away', async () => {
    const scene = aScene();
    const id = await waiting(scene);
    const { ports } = scene.world;
    const identity = async () => {
      throw new ClusterError('cluster_unavailable', 'Cannot read: no answer', {
        ...{ class: 'retry', outcome: 'not-done' },
      });
    };
    const cluster = { ...ports.cluster, identity };
    expect((await scene.world.settle(id, { ...ports, cluster })).status).toBe('active');
  });

  it('is not held up by a mistake of the program', async () => {
    const mail = createMemoryMail();
    const send = async () => {
      throw new TypeError('hunter2');
    };
    const { world } = aScene({ mail: { ...mail, send } });
    const logger = createSilentLogger();
    const { id } = await world.create('acme');
    const tenant = await world.settle(id, { ...world.ports, logger });
    expect([tenant.status, greeted(tenant).reason]).toEqual(['active', 'NotDoneYet']);
    expect(JSON.stringify(tenant)).not.toContain('hunter2');
    // The log has what is needed to mend it, also of the last time.
    const told = logger.lines.filter(({ message }) => message === 'Running step failed');
    const { steps } = await world.operation(id);
    expect(told).toHaveLength(steps.at(-1)?.attempts ?? 0);
  });
});

describe('an effect that is owed', () => {
  it('is given to a person after three walks, who is told once', async () => {
    const scene = aScene();
    scene.mail.failNext(...awayForLong, ...awayForLong);
    const { id } = await created(scene);
    const logger = createSilentLogger();
    for (let walks = 0; walks < 6; walks += 1) {
      await scene.world.walk({ logger });
      await scene.world.settle(id);
    }
    expect(greeted(await scene.world.tenant(id))).toMatchObject({
      ...{ status: 'False', reason: 'GivenUp' },
      message: expect.stringContaining('settle it as not_done'),
    });
    const alarms = logger.lines.filter(({ message }) => message === 'Waiting for an operator');
    expect(alarms).toHaveLength(1);
  });

  it('does not keep the walk from mending what is broken', async () => {
    const scene = aScene();
    const { world, mail } = scene;
    mail.failNext(...Array.from({ length: 3_000 }, () => away));
    const owing: string[] = [];
    for (let number = 0; number < 101; number += 1) {
      owing.push((await world.create(`acme-${number}`)).id);
    }
    for (const id of owing) await world.settle(id);
    const broken = await world.tenant(owing.at(-1) ?? '');
    const { namespace } = broken.placement;
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' };
    const object = await world.cluster.read(ref);
    await world.cluster.delete(ref, object?.metadata.uid ?? '');

    await world.walk();

    const { last_operation } = await world.tenant(broken.id);
    expect(last_operation).toMatchObject({ kind: 'repair', state: 'queued' });
  }, 30_000);

  it('is brought about by the next walk', async () => {
    const scene = aScene();
    scene.mail.failNext(...awayForLong.slice(0, 12));
    const { id, conditions } = await created(scene);
    expect(conditions).toContainEqual(expect.objectContaining({ reason: 'NotDoneYet' }));
    await walkUntilDone(scene, id);
    const tenant = await scene.world.tenant(id);
    expect(greeted(tenant).status).toBe('True');
    expect(tenant.last_operation).toMatchObject({ kind: 'repair', state: 'succeeded' });
    expect(scene.mail.delivered).toHaveLength(1);
  });

  it('is given up by the walk after three times, and taken up again when a person says so', async () => {
    const scene = aScene();
    scene.mail.failNext(...awayForLong, ...awayForLong);
    const { id } = await created(scene);
    for (let walks = 0; walks < 6; walks += 1) {
      await scene.world.walk();
      await scene.world.settle(id);
    }
    const { items } = await scene.world.store.listOperations(id, { limit: 100 });
    expect(items.filter(({ kind }) => kind === 'repair')).toHaveLength(3);
    for (let walks = 0; walks < 30 && scene.mail.delivered.length === 0; walks += 1) {
      await scene.world.settleEffect(id, 'greeting', 'not_done');
      await scene.world.walk();
      await scene.world.settle(id);
    }
    expect(greeted(await scene.world.tenant(id)).status).toBe('True');
    expect(scene.mail.delivered).toHaveLength(1);
  });

  it('is not brought about while the tenant is suspended', async () => {
    const scene = aScene();
    scene.mail.failNext(...awayForLong.slice(0, 12));
    const { id } = await created(scene);
    await scene.world.suspend(id);
    await scene.world.settle(id);
    const before = scene.mail.attempts();
    await scene.world.walk();
    await scene.world.settle(id);
    expect(scene.mail.attempts()).toBe(before);
  });
});

async function walkUntilDone({ world, mail }: Scene, id: string): Promise<void> {
  for (let walks = 0; walks < 3 && mail.delivered.length === 0; walks += 1) {
    await world.walk();
    await world.settle(id);
  }
}
