import { afterEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../../../../shared/tenant/tenant.ts';
import { aMailingBlueprint } from '../../../builders/a-mailing-blueprint.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { createMemoryMail, type MemoryMail } from '../../../fakes/memory-mail.ts';

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

describe('an effect that is owed', () => {
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
