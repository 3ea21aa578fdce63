import { describe, expect, it } from 'vitest';
import type { StepSpec } from '../../../../shared/blueprint/step-spec.ts';
import { createStarterBlueprint } from '../../../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import type { OperationKind } from '../../../../shared/tenant/operation.ts';
import { blueprint, contextOf } from './starter-context.ts';

const external: JsonObject = { externalSecrets: { api: { data: { DATABASE_URL: 'prod/db' } } } };
const fixed: JsonObject = {
  externalSecrets: { enabled: false },
  api: { secrets: { DATABASE_URL: 'sealed:v1:a' } },
};

function steps(kind: OperationKind, values?: JsonObject): readonly StepSpec[] {
  return blueprint.steps({ ...contextOf(values), kind });
}

function names(kind: OperationKind, values?: JsonObject): readonly string[] {
  return steps(kind, values).map(({ name }) => name);
}

describe('the steps of starter', () => {
  const rollOut = ['apply-objects', 'await-ready', 'await-ingress', 'set-outputs'];
  const prepare = ['prepare', 'apply-secrets', 'await-secrets'];

  it.each<[OperationKind, readonly string[]]>([
    ['create', [...prepare, 'migrate', ...rollOut]],
    ['update', ['stop-former-jobs', ...prepare, 'migrate', ...rollOut]],
    ['upgrade', ['stop-former-jobs', ...prepare, 'migrate', ...rollOut]],
    ['rollback', ['stop-former-jobs', ...prepare, 'skip-migrations', ...rollOut]],
    ['suspend', ['stop-former-jobs', 'suspend-workloads']],
    ['resume', ['stop-former-jobs', 'resume-workloads', ...prepare, ...rollOut]],
    ['restore', ['stop-former-jobs', 'resume-workloads', ...prepare, ...rollOut]],
    ['repair', ['apply-objects', 'await-ready', 'await-ingress']],
    [
      'delete',
      ['stop-jobs', 'delete-objects', 'delete-namespace', 'confirm-gone', 'remove-secret-values'],
    ],
  ])('of %s are these, in this order', (kind, expected) => {
    expect(names(kind, external)).toEqual(expected);
  });

  it('apply nothing but the namespace and secrets before migrations have run', () => {
    const before = steps('upgrade', external).slice(
      0,
      names('upgrade', external).indexOf('migrate'),
    );
    const kinds = before.flatMap((step) =>
      step.kind === 'apply-objects' ? step.objects.map(({ object }) => object.kind) : [],
    );

    expect(kinds).toEqual(['Namespace', 'ExternalSecret']);
    expect(before.flatMap((step) => (step.kind === 'apply-objects' ? step.isPartial : []))).toEqual(
      [true],
    );
  });

  it('can be rolled back: nothing is irreversible', () => {
    const all = (['update', 'upgrade'] as const).flatMap((kind) => steps(kind));

    expect(all.filter(({ isIrreversible }) => isIrreversible)).toEqual([]);
  });

  it('bring back a lost static Secret', () => {
    expect(names('repair', fixed).slice(0, 2)).toEqual(['prepare', 'apply-secrets']);
  });

  it('seal the values of each component with secrets', () => {
    const [sealed] = steps('create', fixed).flatMap((step) =>
      step.kind === 'apply-sealed-secrets' ? [step.secrets] : [],
    );

    expect(sealed).toMatchObject([
      {
        name: 'acme-api-static',
        namespace: 'starter-acme',
        values: { DATABASE_URL: 'sealed:v1:a' },
      },
    ]);
  });

  it.each([
    [{}, 'https://acme.starter.example'],
    [{ ingress: { hosts: [{ host: 'a.example' }] } }, 'http://a.example'],
    [{ ingress: { enabled: false } }, null],
  ])('tell the address of the tenant (%#)', (values, siteUrl) => {
    const outputs = steps('create', values).find(({ kind }) => kind === 'set-outputs');

    expect(outputs).toMatchObject({ siteUrl });
  });

  it('delete the namespace after what is in it, and look for it again', () => {
    const [, objects, namespace, confirm] = steps('delete');
    const ref = { apiVersion: 'v1', kind: 'Namespace', name: 'starter-acme' };

    expect(objects).toMatchObject({ kind: 'delete-objects', kept: [ref] });
    expect(namespace).toMatchObject({ kind: 'delete-objects', refs: [ref] });
    expect(confirm).toMatchObject({ kind: 'confirm-gone', refs: [ref] });
  });

  it('delete a tenant whose params are taken no more', () => {
    const { tenant } = contextOf();
    const params = { api: 'gone', web: { secrets: { A: 'sealed:v1:a' } } };

    const removal = blueprint.steps({ tenant, params, kind: 'delete' }).at(-1);

    expect(removal).toMatchObject({ kind: 'remove-sealed-values', isNeeded: true });
  });

  const both = { DATABASE_URL: 'a', REDIS_URL: 'b' };

  it.each<[string, OperationKind, JsonObject, string, object | undefined]>([
    ['no database', 'create', {}, 'SecretsReady', { status: 'False', reason: 'Missing' }],
    [
      'one of two',
      'create',
      external,
      'SecretsReady',
      { message: expect.stringMatching(/no REDIS_URL,/) },
    ],
    [
      'plain addresses',
      'resume',
      { api: { env: both } },
      'SecretsReady',
      { status: 'True', reason: 'NotNeeded' },
    ],
    [
      'static secrets',
      'update',
      { externalSecrets: { enabled: false }, api: { secrets: both } },
      'SecretsReady',
      { status: 'True', reason: 'NotNeeded' },
    ],
    [
      'fetched secrets',
      'create',
      { externalSecrets: { api: { data: both } } },
      'SecretsReady',
      undefined,
    ],
    [
      'no migrations',
      'rollback',
      {},
      'MigrationsRan',
      { status: 'Unknown', reason: 'NotRunOnRollback' },
    ],
  ])('state what is the case: %s', (...[, kind, values, condition, told]) => {
    const step = steps(kind, values).find(
      (each) => each.kind === 'await-ready' && each.condition === condition,
    );

    expect(step).toMatchObject({ condition });
    if (told !== undefined) expect(step).toMatchObject({ told });
    else expect(step).not.toHaveProperty('told');
  });

  it.each<[JsonObject, readonly string[]]>([
    [{}, ['acme-web']],
    [{ ingress: { apiHosts: [{ host: 'api.example' }] } }, ['acme-web', 'acme-api']],
    [{ ingress: { enabled: false } }, []],
  ])('look at every Ingress that there is to be (%#)', (values, expected) => {
    const [step] = steps('create', values).flatMap((each) =>
      each.kind === 'check-ingresses' ? [each] : [],
    );

    expect(step?.refs.map(({ kind, namespace, name }) => [kind, namespace, name])).toEqual(
      expected.map((name) => ['Ingress', 'starter-acme', name]),
    );
    expect(step?.deadlineMs).toBeGreaterThan(step?.patienceMs ?? Number.NaN);
  });

  it.each([
    [undefined, false],
    ['', false],
    ['letsencrypt', true],
  ])('wait for certificates where somebody makes them: %s', (clusterIssuer, expected) => {
    const settings = {
      baseDomain: 'starter.example',
      ...(clusterIssuer !== undefined && { clusterIssuer }),
    };
    const planned = createStarterBlueprint(settings).steps({ ...contextOf(), kind: 'update' });

    expect(planned.find(({ kind }) => kind === 'check-ingresses')).toMatchObject({
      awaitsCertificates: expected,
    });
  });
});
