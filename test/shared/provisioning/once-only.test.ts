import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { leaseEndingCode } from '../../../shared/provisioning/guard-calls.ts';
import { type Act, type EffectRequest, onceOnly } from '../../../shared/provisioning/once-only.ts';
import type { StepContext } from '../../../shared/provisioning/step-implementation.ts';
import type { Effect } from '../../../shared/tenant/effect.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { SystemError } from '../../../shared/tenant/system-error.ts';
import { createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';
import { aStepContext } from '../../fakes/step-context.ts';

const open: EngineWorld[] = [];

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

const request: EffectRequest = {
  name: 'greeting',
  condition: 'Greeted',
  reference: '<greeting@example.com>',
  isOwedOnly: false,
};

interface Scene {
  readonly world: EngineWorld;
  readonly context: StepContext;
}

async function aScene(): Promise<Scene> {
  const world = createEngineWorld();
  open.push(world);
  const { id } = await world.create('acme');
  return { world, context: await aStepContext(world, id) };
}

/** The next worker's context: the lease of the one before has ended. */
async function takeOver({ world, context }: Scene): Promise<Scene> {
  const { id } = context.tenant;
  await world.store.transact(async (transaction) => {
    const stored = await transaction.get('tenants', id);
    if (stored !== undefined) {
      transaction.put('tenants', id, { ...stored, epoch: stored.epoch + 1 });
    }
  });
  return { world, context: await aStepContext(world, id) };
}

async function effectIn({ world, context }: Scene): Promise<Effect | undefined> {
  return (await world.store.get('ledger', context.tenant.id))?.effects[0];
}

function failure(outcome: 'not-done' | 'unknown'): SystemError {
  const what = { what: 'unavailable', message: 'Cannot send: it is away' } as const;
  return new SystemError('mail', what, { class: 'retry', outcome });
}

/** Fails at once. */
const failsEarly = (error: unknown) => async () => {
  throw error;
};

/** Fails when it has begun. */
const fails =
  (error: unknown): Act =>
  async (begin) => {
    await begin();
    throw error;
  };

/** An act that counts how often it was carried out. */
function counted() {
  const calls: number[] = [];
  const act: Act = async (begin) => {
    await begin();
    calls.push(calls.length);
  };
  return { calls, act };
}

/** What a person says of the effect. */
async function settled({ world, context }: Scene, state: 'done' | 'not_done'): Promise<void> {
  const { id } = context.tenant;
  await world.store.transact(async (transaction) => {
    const ledger = await transaction.get('ledger', id);
    if (ledger === undefined) throw new Error('There is no ledger');
    const effects = ledger.effects.map((effect) => ({ ...effect, state, settled_by: 'ada' }));
    transaction.put('ledger', id, { ...ledger, effects });
  });
}

/** Begins, and ends when it is told to. */
function lasting(end: Promise<void>): Act {
  return async (begin) => {
    await begin();
    await end;
  };
}

describe('onceOnly()', () => {
  it('records that it begins before it acts, and that it is done after', async () => {
    const scene = await aScene();
    const seen: unknown[] = [];
    const outcome = await onceOnly(scene.context, request, async (begin) => {
      seen.push((await effectIn(scene))?.state);
      await begin();
      await begin();
      seen.push((await effectIn(scene))?.state);
    });
    expect(seen).toEqual([undefined, 'started']);
    expect(outcome).toMatchObject({ isNew: true, effect: { state: 'done', attempts: 1 } });
    expect(await effectIn(scene)).toEqual(outcome?.effect);
  });

  it('does nothing the second time', async () => {
    const scene = await aScene();
    const { calls, act } = counted();
    await onceOnly(scene.context, request, act);
    const again = await onceOnly((await takeOver(scene)).context, request, act);
    expect(again).toMatchObject({ isNew: false, effect: { state: 'done' } });
    expect(calls).toHaveLength(1);
  });

  it('begins again what was positively not done', async () => {
    const scene = await aScene();
    const { calls, act } = counted();
    const first = await onceOnly(scene.context, request, fails(failure('not-done')));
    expect(first).toMatchObject({ effect: { state: 'not_done' }, error: { outcome: 'not-done' } });
    const second = await onceOnly(scene.context, request, act);
    expect(second).toMatchObject({ effect: { state: 'done', attempts: 2, message: null } });
    expect(calls).toHaveLength(1);
  });

  it('begins again what did not even begin, whatever the reason', async () => {
    const scene = await aScene();
    const { calls, act } = counted();
    const first = await onceOnly(scene.context, request, failsEarly(failure('unknown')));
    expect(first).toMatchObject({ isNew: true, effect: { state: 'not_done' } });
    await onceOnly(scene.context, request, act);
    expect(calls).toHaveLength(1);
  });

  it('waits for a beginning that is under way before it says that nothing came of it', async () => {
    const scene = await aScene();
    const outcome = await onceOnly(scene.context, request, async (begin) => {
      void begin();
      throw failure('not-done');
    });
    expect(outcome?.effect.state).toBe('not_done');
    expect(await effectIn(scene)).toEqual(outcome?.effect);
  });

  it.each([
    ['the system cannot tell', failure('unknown')],
    ['the error is a stranger', new TypeError('hunter2 is no password')],
  ])('never begins again when %s', async (_, error) => {
    const scene = await aScene();
    const { calls, act } = counted();
    const first = await onceOnly(scene.context, request, fails(error));
    expect(first).toMatchObject({ effect: { state: 'unknown' }, error });
    const second = await onceOnly((await takeOver(scene)).context, request, act);
    expect(second).toMatchObject({ isNew: false, effect: { state: 'unknown' } });
    expect(calls).toHaveLength(0);
    expect(JSON.stringify(await effectIn(scene))).not.toContain('hunter2');
  });

  it('never begins again what a worker died over', async () => {
    const scene = await aScene();
    const { calls, act } = counted();
    void onceOnly(scene.context, request, lasting(new Promise(() => undefined)));
    await expect.poll(async () => (await effectIn(scene))?.state).toBe('started');
    const next = await takeOver(scene);
    expect(await onceOnly(next.context, request, act)).toMatchObject({
      isNew: false,
      effect: { state: 'unknown', message: expect.stringContaining('never said') },
    });
    expect(calls).toHaveLength(0);
  });

  it('believes a worker that comes back late over the one that did not know', async () => {
    const scene = await aScene();
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = onceOnly(scene.context, request, lasting(promise));
    await expect.poll(async () => (await effectIn(scene))?.state).toBe('started');
    const next = await takeOver(scene);
    await onceOnly(next.context, request, counted().act);
    resolve();
    expect(await late).toMatchObject({ effect: { state: 'done' } });
    expect((await effectIn(scene))?.state).toBe('done');
  });

  it.each([
    ['is refused', 'not_done'],
    ['does not know', 'not_done'],
    ['is done', 'done'],
  ] as const)(
    'lets a late worker that %s have the word only when it knows better than a person',
    async (fate, state) => {
      const scene = await aScene();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const late = onceOnly(scene.context, request, lasting(promise));
      await expect.poll(async () => (await effectIn(scene))?.state).toBe('started');
      await settled(scene, 'not_done');
      if (fate === 'is done') resolve();
      else reject(failure(fate === 'is refused' ? 'not-done' : 'unknown'));
      await late;
      expect(await effectIn(scene)).toMatchObject({ state });
    },
  );

  it('does not begin what a person has settled while the call was on its way', async () => {
    const scene = await aScene();
    await onceOnly(scene.context, request, fails(failure('not-done')));
    const { calls, act } = counted();
    const outcome = await onceOnly(scene.context, request, async (begin) => {
      await settled(scene, 'done');
      await act(begin);
    });
    expect(outcome).toMatchObject({ isNew: false, effect: { state: 'done', settled_by: 'ada' } });
    expect(calls).toHaveLength(0);
  });

  it('leaves what a person has settled alone when the call fails on its way', async () => {
    const scene = await aScene();
    await onceOnly(scene.context, request, fails(failure('not-done')));
    const outcome = await onceOnly(scene.context, request, async () => {
      await settled(scene, 'done');
      throw failure('not-done');
    });
    expect(outcome?.effect).toMatchObject({ state: 'done', settled_by: 'ada' });
    expect(await effectIn(scene)).toMatchObject({ state: 'done', settled_by: 'ada' });
  });

  it('does not begin for an operation that a newer wish has replaced', async () => {
    const scene = await aScene();
    await scene.world.delete(scene.context.tenant.id);
    const { calls, act } = counted();
    await expect(onceOnly(scene.context, request, act)).rejects.toMatchObject({
      code: 'operation_replaced',
    });
    expect(calls).toHaveLength(0);
  });

  it('begins again after the error of a stranger that came before the beginning', async () => {
    const scene = await aScene();
    const error = new TypeError('hunter2');
    const first = await onceOnly(scene.context, request, failsEarly(error));
    expect(first).toMatchObject({ error, effect: { state: 'not_done' } });
    const { calls, act } = counted();
    await onceOnly(scene.context, request, act);
    expect(calls).toHaveLength(1);
  });

  it('does not begin once another worker has the lease', async () => {
    const scene = await aScene();
    await takeOver(scene);
    const { calls, act } = counted();
    await expect(onceOnly(scene.context, request, act)).rejects.toMatchObject({
      code: 'lease_lost',
    });
    expect(calls).toHaveLength(0);
    expect(await effectIn(scene)).toBeUndefined();
  });

  it('leaves it to the next invocation when the lease ends too soon for a call', async () => {
    const scene = await aScene();
    const tooLate = new TenantryError(leaseEndingCode, 'Cannot start a call');
    await expect(onceOnly(scene.context, request, failsEarly(tooLate))).rejects.toBe(tooLate);
    expect(await effectIn(scene)).toBeUndefined();
    const { calls, act } = counted();
    await onceOnly((await takeOver(scene)).context, request, act);
    expect(calls).toHaveLength(1);
  });

  it('with only what is owed begins nothing new', async () => {
    const scene = await aScene();
    const { calls, act } = counted();
    const owed = { ...request, isOwedOnly: true };
    expect(await onceOnly(scene.context, owed, act)).toBeUndefined();
    expect(await effectIn(scene)).toBeUndefined();
    await onceOnly(scene.context, request, fails(failure('not-done')));
    expect(await onceOnly(scene.context, owed, act)).toMatchObject({ effect: { state: 'done' } });
    expect(calls).toHaveLength(1);
  });

  it('keeps other effects of the tenant as they are', async () => {
    const scene = await aScene();
    await onceOnly(scene.context, request, counted().act);
    await onceOnly(scene.context, { ...request, name: 'farewell' }, fails(failure('unknown')));
    const ledger = await scene.world.store.get('ledger', scene.context.tenant.id);
    expect(ledger?.effects.map(({ name, state }) => [name, state])).toEqual([
      ['greeting', 'done'],
      ['farewell', 'unknown'],
    ]);
  });
});

/** What happens to one worker: where it dies, and how its call ends. */
const fates = [
  'dies before it begins',
  'dies before the call',
  'dies after the call',
  'is done',
  'is done, and cannot record it',
  'is refused',
  'loses the answer, done',
  'loses the answer, not done',
  'comes back after another took over, done',
] as const;

type Fate = (typeof fates)[number];

/** What the outside has seen. */
interface Outside {
  effects: number;
}

const never = async () => await new Promise<void>(() => undefined);

type Ends = Readonly<Partial<Record<Fate, () => Promise<void>>>>;

const insteadOfEffect: Ends = {
  'dies before the call': never,
  'is refused': failsEarly(failure('not-done')),
  'loses the answer, not done': failsEarly(failure('unknown')),
};

const afterEffect: Ends = {
  'dies after the call': never,
  'loses the answer, done': failsEarly(failure('unknown')),
};

/** Runs one worker to its fate; resolves when nothing more will happen in it for now. */
async function live(scene: Scene, fate: Fate, outside: Outside): Promise<Scene> {
  const bring = () => {
    outside.effects += 1;
  };
  const reached = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const act: Act = async (begin) => {
    reached.resolve();
    if (fate === 'dies before it begins') return await never();
    await begin();
    begun.resolve();
    await insteadOfEffect[fate]?.();
    bring();
    await afterEffect[fate]?.();
    if (fate.startsWith('comes back')) await released.promise;
  };
  const broken =
    fate === 'is done, and cannot record it'
      ? { ...scene.context, store: failingAtTheEnd(scene.context.store) }
      : scene.context;
  const work = onceOnly(broken, request, act).catch(() => undefined);
  await Promise.race([work, fate === 'dies before it begins' ? reached.promise : begun.promise]);
  const isStuck = fate.startsWith('dies') || fate.startsWith('comes back');
  if (!isStuck) await work;
  const next = await takeOver(scene);
  if (fate.startsWith('comes back')) {
    await onceOnly(next.context, request, async (begin) => {
      await begin();
      bring();
    });
    released.resolve();
    await work;
  }
  return next;
}

function failingAtTheEnd(store: StepContext['store']): StepContext['store'] {
  let calls = 0;
  return {
    transact: async (work) => {
      calls += 1;
      // To look, to begin, and then to end.
      if (calls > 2) throw new TenantryError('store_unavailable', 'Cannot reach the store');
      return await store.transact(work);
    },
  };
}

describe('onceOnly() whatever happens to its workers', () => {
  it('acts at most once, and knows no more than it can', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...fates), { maxLength: 6 }), async (story) => {
        let scene = await aScene();
        const outside: Outside = { effects: 0 };
        for (const fate of story) scene = await live(scene, fate, outside);
        const last = await onceOnly(scene.context, request, async (begin) => {
          await begin();
          outside.effects += 1;
        });
        expect(outside.effects).toBeLessThanOrEqual(1);
        if (last?.effect.state === 'done') expect(outside.effects).toBe(1);
        // It is never left open: it came about, or a person is asked.
        expect(last?.effect.state).toMatch(/^(done|unknown)$/);
      }),
      { numRuns: 300 },
    );
  });
});
