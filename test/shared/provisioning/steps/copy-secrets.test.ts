import type { V1Secret } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SecretCopy } from '../../../../shared/blueprint/secret-spec.ts';
import { tenantLabel } from '../../../../shared/kubernetes/labels.ts';
import type { ObservedObject } from '../../../../shared/kubernetes/object.ts';
import type { StepContext } from '../../../../shared/provisioning/step-implementation.ts';
import type { StepFindings } from '../../../../shared/provisioning/step-result.ts';
import { copySecrets } from '../../../../shared/provisioning/steps/copy-secrets.ts';
import { demoNamespace } from '../../../builders/a-blueprint.ts';
import {
  aDatabaseSecret,
  aPullSecret,
  provideSources,
  rotate,
  sourceNamespace,
} from '../../../builders/a-secret-source.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

let world: EngineWorld;
let id: string;
let noted: StepFindings[];
let writes: string[];

beforeEach(async () => {
  world = createEngineWorld();
  ({ id } = await world.create('acme'));
  noted = [];
  writes = [];
});

afterEach(() => world.close());

async function aContext(): Promise<StepContext> {
  const { cluster } = world;
  return await aStepContext(world, id, {
    note: (findings) => noted.push(findings),
    cluster: {
      ...cluster,
      create: async (object) => {
        writes.push(`create ${object.metadata?.name}`);
        return await cluster.create(object);
      },
      apply: async (object, observed) => {
        writes.push(`apply ${object.metadata?.name}`);
        return await cluster.apply(object, observed);
      },
      delete: async (ref, uid) => {
        writes.push(`delete ${ref.name}`);
        await cluster.delete(ref, uid);
      },
    },
  });
}

function aCopy(name: string, overrides: Partial<SecretCopy> = {}): SecretCopy {
  return {
    from: { namespace: sourceNamespace, name },
    to: { namespace: demoNamespace, name: `my-${name}`, labels: { [tenantLabel]: id } },
    ...overrides,
  };
}

const pull = () => aCopy('gcr-pull-secret');
const database = () =>
  aCopy('codetether-db-credentials', { keys: ['DATABASE_URL'], isOptional: true });

async function run(copies: readonly SecretCopy[]) {
  const deadlineMs = 60_000;
  return await copySecrets(await aContext(), {
    kind: 'copy-secrets',
    name: 'c',
    deadlineMs,
    copies,
  });
}

async function copied(name: string): Promise<(ObservedObject & V1Secret) | undefined> {
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace: demoNamespace, name: `my-${name}` };
  return (await world.cluster.read(ref)) as (ObservedObject & V1Secret) | undefined;
}

describe('copySecrets()', () => {
  it('copies type and values, and of the keys those that are wanted', async () => {
    await provideSources(world.cluster);

    const { kind } = await run([pull(), database()]);

    const [one, other] = [
      await copied('gcr-pull-secret'),
      await copied('codetether-db-credentials'),
    ];
    expect(kind).toBe('done');
    expect([one?.type, one?.data]).toEqual([aPullSecret().type, aPullSecret().data]);
    expect(Object.keys(other?.data ?? {})).toEqual(['DATABASE_URL']);
  });

  it('tells of a copy what it was made of and no value', async () => {
    await provideSources(world.cluster);

    const result = await run([pull()]);

    const text = JSON.stringify([result, noted]);
    expect(text).not.toContain(aPullSecret().data?.['.dockerconfigjson']);
    expect(noted.flatMap(({ applied = [] }) => applied)).toEqual([
      expect.objectContaining({
        kind: 'Secret',
        name: 'my-gcr-pull-secret',
        source_version: expect.stringMatching(/^[0-9a-f-]{36}\/\d+$/),
      }),
    ]);
  });

  it('writes nothing a second time', async () => {
    await provideSources(world.cluster);
    await run([pull(), database()]);
    writes = [];

    await run([pull(), database()]);

    expect(writes).toEqual([]);
  });

  it('follows a source that was rotated', async () => {
    await provideSources(world.cluster);
    await run([database()]);
    await rotate(world.cluster, aDatabaseSecret('second'));
    writes = [];

    await run([database()]);

    const value = aDatabaseSecret('second').data?.['DATABASE_URL'];
    expect(writes).toEqual(['apply my-codetether-db-credentials']);
    expect((await copied('codetether-db-credentials'))?.data).toEqual({ DATABASE_URL: value });
  });

  it('takes a key away that its source has no more', async () => {
    await provideSources(world.cluster);
    await run([aCopy('codetether-db-credentials')]);
    const { data: _, ...rest } = aDatabaseSecret();
    const { DATABASE_URL = '' } = aDatabaseSecret().data ?? {};
    await rotate(world.cluster, { ...rest, data: { DATABASE_URL } });

    await run([aCopy('codetether-db-credentials')]);

    expect((await copied('codetether-db-credentials'))?.data).toEqual({ DATABASE_URL });
  });

  it('makes a copy of another type anew', async () => {
    await provideSources(world.cluster);
    const labels = { [tenantLabel]: id };
    const metadata = { namespace: demoNamespace, name: 'my-gcr-pull-secret', labels };
    await world.cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata });

    const first = await run([pull()]);
    world.clock.advance(1_000);
    const second = await run([pull()]);

    expect([first.kind, second.kind]).toEqual(['wait', 'done']);
    expect((await copied('gcr-pull-secret'))?.type).toBe(aPullSecret().type);
  });

  it('waits for a source that is missing and names it, after it copied the others', async () => {
    await provideSources(world.cluster);

    const result = await run([aCopy('other'), pull()]);

    expect(await copied('gcr-pull-secret')).toBeDefined();
    expect(result).toMatchObject({
      kind: 'wait',
      reason: 'PrerequisiteMissing',
      message: "The platform's owner must provide: Secret a2a-server/other",
      conditions: [{ type: 'PrerequisitesMet', status: 'False' }],
    });
  });

  it.each([
    ['is not there', 'other', 'Secret a2a-server/other'],
    ['lacks a key', 'gcr-pull-secret', 'key "DATABASE_URL" in Secret a2a-server/gcr-pull-secret'],
  ])('goes on without an optional source that %s, and says so', async (_, name, told) => {
    await provideSources(world.cluster);

    const result = await run([aCopy(name, { keys: ['DATABASE_URL'], isOptional: true })]);

    expect(writes).toEqual([]);
    expect(result).toMatchObject({
      kind: 'done',
      conditions: [{ reason: 'OptionalMissing', message: expect.stringContaining(told) }],
    });
  });

  it('does not touch a Secret of that name that is a stranger’s', async () => {
    await provideSources(world.cluster);
    const metadata = { namespace: demoNamespace, name: 'my-gcr-pull-secret' };
    await world.cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata });
    const before = await copied('gcr-pull-secret');

    await expect(run([pull()])).rejects.toMatchObject({ code: 'foreign_object' });

    expect(await copied('gcr-pull-secret')).toEqual(before);
    expect(writes).toEqual([]);
  });
});
