import { describe, expect, it } from 'vitest';
import type { StepSpec } from '../../../../shared/blueprint/step-spec.ts';
import { createCodetetherBlueprint } from '../../../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import type { OperationKind } from '../../../../shared/tenant/operation.ts';
import { aCodetetherContext, allSystems, codetetherSettings } from './a-codetether.ts';

const host = 'riley-041b27.codetether.run';

function stepsOf(
  kind: OperationKind,
  systems = allSystems,
  params: JsonObject = {},
): readonly StepSpec[] {
  const blueprint = createCodetetherBlueprint(codetetherSettings({ systems }));
  return blueprint.steps({ ...aCodetetherContext(params), kind });
}

function namesOf(steps: readonly StepSpec[]): readonly string[] {
  return steps.map(({ name }) => name);
}

const inCluster = [
  ...['ensure-namespace', 'copy-secrets', 'apply-objects', 'await-ready', 'await-ingress'],
];

describe('codetetherSteps()', () => {
  it('signs up realm, row, DNS record and tunnel rule before anything in the cluster', () => {
    expect(namesOf(stepsOf('create'))).toEqual([
      'ensure-realm',
      'ensure-tenant-row',
      'ensure-dns-record',
      'ensure-tunnel-rule',
      'ensure-namespace',
      'copy-secrets',
      'ensure-admin-secret',
      'apply-objects',
      'await-ready',
      'await-ingress',
      'set-realm-password',
      'set-outputs',
    ]);
  });

  it('undoes realm and row, and waits for whom it cannot do without', () => {
    const steps = stepsOf('create');

    const undone = steps.flatMap(({ name, undo }) => (undo ? [[name, undo.kind]] : []));
    const impatient = steps.filter(({ isPatient }) => isPatient !== true);
    expect(undone).toEqual([
      ['ensure-realm', 'remove-realm'],
      ['ensure-tenant-row', 'remove-tenant-row'],
      ['ensure-dns-record', 'remove-dns-record'],
      ['ensure-tunnel-rule', 'remove-tunnel-rule'],
    ]);
    expect(namesOf(impatient)).toEqual(['ensure-realm', 'ensure-tenant-row', 'ensure-namespace']);
  });

  it('clears what a tenant may have in systems that were set up when it signed up', () => {
    const none = { hasRealms: false, hasDatabase: false, hasTunnel: false };
    const { tenant, params } = aCodetetherContext();
    const systems = ['realms', 'database', 'dns', 'tunnel'] as const;
    const blueprint = createCodetetherBlueprint(codetetherSettings({ systems: none }));

    const names = namesOf(
      blueprint.steps({ tenant: { ...tenant, systems }, params, kind: 'delete' }),
    );

    expect(names).toEqual(
      expect.arrayContaining([
        ...['remove-tunnel-rule', 'remove-dns-record', 'remove-tenant-row', 'remove-realm'],
      ]),
    );
  });

  it('leaves out the steps of systems that are not set up', () => {
    const none = { hasRealms: false, hasDatabase: false, hasTunnel: false };

    expect(namesOf(stepsOf('create', none))).toEqual([...inCluster, 'set-outputs']);
    expect(namesOf(stepsOf('delete', none))).toEqual([
      'delete-objects',
      'release-namespace',
      'confirm-gone',
    ]);
  });

  it('makes the realm that the sign-up promises', () => {
    const [realm] = stepsOf('create', allSystems, { userId: 'ada@example.com' });

    expect(realm).toMatchObject({
      realm: {
        realm: host,
        displayName: 'Riley Ltd',
        clients: [
          { clientId: 'riley-041b27-spa', access: 'public' },
          { clientId: 'riley-041b27-api', access: 'confidential' },
          { clientId: 'riley-041b27-mobile', access: 'public' },
        ],
        roles: ['admin'],
        users: [{ username: 'admin', email: 'ada@example.com', roles: ['admin'] }],
      },
    });
  });

  it('gives the first user no e-mail address that is none', () => {
    const [realm] = stepsOf('create', allSystems, { userId: '@team' });

    expect(realm).toMatchObject({ realm: { users: [{ username: 'admin', roles: ['admin'] }] } });
    expect(JSON.stringify(realm)).not.toContain('@team');
  });

  it('takes everything away in reverse, and again once nothing can arrive any more', () => {
    const off = ['remove-tunnel-rule', 'remove-dns-record', 'remove-tenant-row', 'remove-realm'];

    expect(namesOf(stepsOf('delete'))).toEqual([
      'delete-objects',
      'release-namespace',
      ...off,
      'confirm-gone',
      ...off.map((name) => `${name}-again`),
    ]);
  });

  it.each<[OperationKind, readonly string[]]>([
    ['repair', inCluster],
    ['suspend', ['suspend-workloads', 'ensure-tenant-row']],
    ['resume', ['ensure-tenant-row', 'resume-workloads', ...inCluster]],
    [
      'update',
      ['ensure-tenant-row', 'ensure-dns-record', 'ensure-tunnel-rule', ...inCluster, 'set-outputs'],
    ],
  ])('has for %s these steps', (kind, expected) => {
    expect(namesOf(stepsOf(kind))).toEqual(expected);
  });

  it('says in the row whether the tenant is suspended, and its tier', () => {
    const rows = (['suspend', 'resume'] as const).map((kind) =>
      stepsOf(kind).find((step) => step.kind === 'ensure-tenant-row'),
    );

    expect(rows).toMatchObject([
      { row: { status: 'suspended', tier: 'free', realm: host, userId: null } },
      { row: { status: 'active', tier: 'free' } },
    ]);
  });

  it('takes the route of a tenant away that is reached from outside no more', () => {
    const steps = stepsOf('update', allSystems, { ingress: { enabled: false } });

    const outputs = steps.find(({ kind }) => kind === 'set-outputs');
    expect(namesOf(steps)).toContain('remove-tunnel-rule');
    expect(namesOf(steps)).toContain('remove-dns-record');
    expect(outputs).toMatchObject({ siteUrl: null });
  });

  it('leads the tunnel to the ingress controller, whose certificate is not checked', () => {
    const rule = stepsOf('create').find(({ kind }) => kind === 'ensure-tunnel-rule');

    expect(rule).toMatchObject({
      host,
      service: 'https://ingress-nginx-controller.ingress-nginx.svc.cluster.local:443',
      noTlsVerify: true,
    });
  });

  it('says where the password of the first user is', () => {
    const outputs = stepsOf('create').at(-1);

    expect(outputs).toMatchObject({
      siteUrl: `https://${host}`,
      outputs: {
        credentials: {
          namespace: 'tenant-riley-041b27',
          secret: 'a2a-riley-041b27-admin',
          key: 'password',
          username: 'admin',
        },
      },
    });
  });
});
