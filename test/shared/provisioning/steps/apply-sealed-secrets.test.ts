import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApplySealedSecrets } from '../../../../shared/blueprint/step-spec.ts';
import { ownerLabels } from '../../../../shared/kubernetes/labels.ts';
import { refOf } from '../../../../shared/kubernetes/object.ts';
import type { StepFindings } from '../../../../shared/provisioning/step-result.ts';
import { applySealedSecrets } from '../../../../shared/provisioning/steps/apply-sealed-secrets.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { intercepted } from '../../../fakes/faulty-ports.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

const ref = { apiVersion: 'v1', kind: 'Secret', namespace: 'demo', name: 'env' };

describe('applySealedSecrets()', () => {
  let world: EngineWorld;
  let id: string;
  let noted: StepFindings[];

  beforeEach(async () => {
    world = createEngineWorld();
    ({ id } = await world.create('acme'));
    noted = [];
    const values = [
      ['token-1', 'one'],
      ['token-2', 'two'],
    ] as const;
    await world.vault.put(id, new Map(values));
  });

  afterEach(() => world.close());

  const spec = (values: Readonly<Record<string, string>>): ApplySealedSecrets => {
    const labels = ownerLabels(id, 'demo');
    const secret = { name: 'env', namespace: 'demo', labels, values };
    const step = {
      kind: 'apply-sealed-secrets',
      name: 'apply-secrets',
      deadlineMs: 1_000,
    } as const;
    return { ...step, secrets: Object.keys(values).length === 0 ? [] : [secret] };
  };

  /** Runs it as the engine does: what it noted is in the inventory of the next run. */
  async function run(values: Readonly<Record<string, string>>, cluster = world.cluster) {
    const tenant = await world.tenant(id);
    const inventory = noted.at(-1)?.applied ?? [];
    const context = await aStepContext(world, id, {
      systems: { vault: world.vault },
      cluster,
      tenant: { ...tenant, inventory },
      note: (findings) => {
        if ((findings.applied ?? []).length > 0) noted.push(findings);
      },
    });
    return await applySealedSecrets(context, spec(values));
  }

  async function data(): Promise<object> {
    const { data: encoded = {} } = ((await world.cluster.read(ref)) ?? {}) as { data?: object };
    return Object.fromEntries(
      Object.entries(encoded).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
  }

  it('makes the Secret of values and notes nothing of them', async () => {
    expect(await run({ A: 'token-1', B: 'token-2' })).toMatchObject({ kind: 'done' });

    expect(await data()).toEqual({ A: 'one', B: 'two' });
    const [entry] = noted[0]?.applied ?? [];
    expect(entry).toMatchObject({ kind: 'Secret', name: 'env' });
    expect(entry).not.toHaveProperty('digest');
    expect(entry?.source_version).toMatch(/^sealed:[0-9a-f]{64}$/);
  });

  it('changes values, and takes away keys that nobody wants', async () => {
    await run({ A: 'token-1', B: 'token-2' });
    await run({ A: 'token-2' });

    expect(await data()).toEqual({ A: 'two' });
  });

  it('calls nobody when the inventory has it already', async () => {
    await run({ A: 'token-1' });
    const silent = intercepted(world.cluster, async () => {
      throw new Error('called');
    });

    expect(await run({ A: 'token-1' }, { ...world.cluster, ...silent })).toMatchObject({
      kind: 'done',
    });
  });

  it('takes up its own Secret that a broken run made', async () => {
    await run({ A: 'token-1' });
    noted = [];
    await run({ A: 'token-2' });

    expect(await data()).toEqual({ A: 'two' });
  });

  it('never touches a Secret of somebody else', async () => {
    const metadata = { name: 'env', namespace: 'demo' };
    const theirs = { apiVersion: 'v1', kind: 'Secret', metadata, data: { A: 'dGhlaXJz' } };
    await world.cluster.create(theirs);

    await expect(run({ A: 'token-1' })).rejects.toMatchObject({ code: 'foreign_object' });
    expect(await data()).toEqual({ A: 'theirs' });
  });

  it('replaces its own Secret of another type', async () => {
    const metadata = { name: 'env', namespace: 'demo', labels: { ...ownerLabels(id, 'demo') } };
    const other = { apiVersion: 'v1', kind: 'Secret', type: 'example.test/other', metadata };
    await world.cluster.create(other);

    expect(await run({ A: 'token-1' })).toMatchObject({
      kind: 'wait',
      reason: 'ObjectTerminating',
    });
    world.clock.advance(60_000);
    expect(await run({ A: 'token-1' })).toMatchObject({ kind: 'done' });
    expect(await data()).toEqual({ A: 'one' });
  });

  it('leaves a Secret that nobody wants to the next prune', async () => {
    await run({ A: 'token-1' });

    expect(await run({})).toMatchObject({ kind: 'done', isSkipped: false });
    expect(noted.at(-1)?.applied).toMatchObject([{ name: 'env', digest: '' }]);
    expect(noted.at(-1)?.applied?.[0]).not.toHaveProperty('source_version');
    expect(refOf((await world.cluster.read(ref)) ?? {})).toEqual(ref);
  });

  it('names keys whose values are lost, and makes nothing', async () => {
    await expect(run({ A: 'token-1', B: 'token-9' })).rejects.toMatchObject({
      code: 'sealed_value_missing',
      message: 'Cannot make Secret demo/env: the vault has no value of B; set it again',
    });
    expect(await data()).toEqual({});
  });

  it('needs a vault', async () => {
    const context = await aStepContext(world, id);

    await expect(applySealedSecrets(context, spec({ A: 'token-1' }))).rejects.toMatchObject({
      code: 'vault_not_set_up',
      class: 'terminal',
    });
  });
});
