import { afterEach, describe, expect, it } from 'vitest';
import type { StepSpec } from '../../../../shared/blueprint/step-spec.ts';
import { resultOfError } from '../../../../shared/provisioning/result-of-error.ts';
import { runSpec } from '../../../../shared/provisioning/run-spec.ts';
import type { StepContext } from '../../../../shared/provisioning/step-implementation.ts';
import type { StepResult } from '../../../../shared/provisioning/step-result.ts';
import { realmSteps } from '../../../builders/a-realm-blueprint.ts';
import { createEngineWorld } from '../../../fakes/engine-world.ts';
import type { KeycloakFault } from '../../../fakes/keycloak/fake-keycloak.ts';
import { openKeycloakWorld } from '../../../fakes/keycloak/keycloak-world.ts';
import { keycloakAdmin, type RealmView, viewRealm } from '../../../fakes/keycloak-admin.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

const faults: Readonly<Record<string, KeycloakFault>> = {
  'is answered 401': { kind: 'status', status: 401 },
  'is answered 403': { kind: 'status', status: 403 },
  'is answered 404 by a proxy': { kind: 'status', status: 404 },
  'is answered 409': { kind: 'status', status: 409 },
  'is answered 429': { kind: 'status', status: 429, retryAfter: '1' },
  'is answered 500': { kind: 'status', status: 500 },
  'is answered 503': { kind: 'status', status: 503, retryAfter: '2' },
  'is led elsewhere': { kind: 'status', status: 302 },
  'hangs before it is done': { kind: 'hang', isDone: false },
  'hangs after it is done': { kind: 'hang', isDone: true },
  'is cut before it is done': { kind: 'cut', isDone: false },
  'is cut after it is done': { kind: 'cut', isDone: true },
  'is answered by half': { kind: 'truncate' },
};

/** Calls of a life without faults. */
const callCounts = { ensure: 8, remove: 2 } as const;
type Phase = keyof typeof callCounts;

/** Only a call that hangs shall end by it; one more that does changes nothing but the time. */
const hangTimeoutMs = 200;
const runsMax = 10;

const cases = Object.entries(faults).flatMap(([name, fault]) =>
  (['ensure', 'remove'] as const).flatMap((phase) =>
    Array.from({ length: callCounts[phase] }, (_, at) => ({ name, fault, phase, at })),
  ),
);

const closings: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function open(callTimeoutMs?: number) {
  const { fake, realms } = await openKeycloakWorld(callTimeoutMs);
  const world = createEngineWorld();
  closings.push(fake.close, world.close);
  const tenant = await world.create('acme');
  const context = await aStepContext(world, tenant.id, { systems: { realms } });
  const { namespace } = tenant.placement;
  const steps = realmSteps({ tenant: { ...tenant, namespace }, params: {} });
  const wanted = steps.ensure.flatMap((spec) => (spec.kind === 'ensure-realm' ? [spec.realm] : []));
  const root = keycloakAdmin(fake.url, fake.root);
  const [realm] = wanted;
  if (realm === undefined) throw new Error('No realm is wanted');
  return { fake, context, steps, view: async () => await viewRealm(root, realm) };
}

let quietView: Promise<RealmView | undefined> | undefined;

/** What comes of the steps without any fault; they are run once. */
async function undisturbed(): Promise<RealmView | undefined> {
  quietView ??= open().then(async ({ context, steps, view }) => {
    await runAll(context, steps.ensure);
    return await view();
  });
  return await quietView;
}

/** Runs each step until it is done, as the engine does; what fails for good throws. */
async function runAll(context: StepContext, specs: readonly StepSpec[]): Promise<void> {
  for (const spec of specs) await runUntilDone(context, spec);
}

async function runUntilDone(context: StepContext, spec: StepSpec): Promise<void> {
  for (let runs = 0; runs < runsMax; runs += 1) {
    const result = await runOnce(context, spec);
    if (result.kind === 'done') return;
    if (result.kind === 'failed') throw new Error(result.message);
  }
  throw new Error(`Step "${spec.name}" is not done after ${runsMax} runs`);
}

async function runOnce(context: StepContext, spec: StepSpec): Promise<StepResult> {
  try {
    return await runSpec(context, spec);
  } catch (error) {
    return resultOfError(error, 0, () => 0.5).result;
  }
}

describe('the steps of a realm', () => {
  it('make as many calls as the faults are counted for', async () => {
    const { fake, context, steps } = await open();
    await runAll(context, steps.ensure);
    const made = fake.calls.length;
    await runAll(context, steps.remove.slice(0, 1));

    const counts: Record<Phase, number> = { ensure: made, remove: fake.calls.length - made };
    expect(counts).toEqual(callCounts);
  });

  it.each(cases)('come to the same when call $at to $phase $name', async (one) => {
    const { fake, context, steps, view } = await open(
      one.fault.kind === 'hang' ? hangTimeoutMs : undefined,
    );

    if (one.phase === 'ensure') fake.inject(one.at, one.fault);
    await runAll(context, steps.ensure);
    const made = await view();
    const realmsMade = [...fake.realms.keys()];
    const passwords = [...fake.passwordsSet];
    if (one.phase === 'remove') fake.inject(one.at, one.fault);
    await runAll(context, steps.remove.slice(0, 1));

    expect({ ...made, tenantId: 'ID' }).toEqual({ ...(await undisturbed()), tenantId: 'ID' });
    expect(realmsMade).toEqual(['acme.codetether.test']);
    expect(passwords).toEqual(['generated-secret-1']);
    expect([...fake.realms.keys()]).toEqual([]);
  });

  it('tell nothing that was sent or answered', async () => {
    const { fake, context, steps } = await open();
    const told: string[] = [];
    const note = async (spec: StepSpec) => {
      fake.inject(0, { kind: 'status', status: 500 });
      told.push(JSON.stringify(await runOnce(context, spec)));
      fake.revokeTokens();
      await runUntilDone(context, spec);
    };

    await runAll(context, steps.ensure.slice(0, 1));
    for (const spec of steps.ensure.slice(1)) await note(spec);

    expect(told.join()).toContain('Keycloak answered 500');
    expect(told.join()).not.toMatch(/echo of what was sent|secret-of-the-client|generated-secret/);
  });
});
