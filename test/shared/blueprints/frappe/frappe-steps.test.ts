import type { V1Job } from '@kubernetes/client-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseParams } from '../../../../shared/blueprint/parse-params.ts';
import type { StepSpec } from '../../../../shared/blueprint/step-spec.ts';
import { createFrappeBlueprint } from '../../../../shared/blueprints/frappe/create-frappe-blueprint.ts';
import { describeRef, refOf } from '../../../../shared/kubernetes/object.ts';
import { id8Of } from '../../../../shared/tenant/names.ts';
import type { OperationKind } from '../../../../shared/tenant/operation.ts';
import { parseSlug } from '../../../../shared/tenant/slug.ts';

const blueprint = createFrappeBlueprint({
  baseDomain: 'kairos.app',
  namespace: 'frappe',
  image: 'frappe/frappe-worker:v15',
});
const tenantId = '0b5a4a57-6a5c-4f0e-9d0c-1f2e3d4c5b6a';

function contextOf(slug = 'acme', id = tenantId, organization = 'Acme Ltd') {
  const tenant = {
    id,
    id8: id8Of(id),
    slug,
    organization,
    organization_id: 'default',
    tier: 'standard',
    namespace: blueprint.namespace(slug),
  };
  return { tenant, params: { email: 'riley@example.com', apps: ['kairos'] } };
}

function steps(kind: OperationKind, context = contextOf()): readonly StepSpec[] {
  return blueprint.steps({ ...context, kind });
}

const kinds: readonly OperationKind[] = ['create', ...blueprint.operations, 'delete'];

function stepOf<K extends StepSpec['kind']>(kind: OperationKind, wanted: K) {
  const found = steps(kind).find((step) => step.kind === wanted);
  if (found === undefined) throw new Error(`Cannot find step "${wanted}"`);
  return found as Extract<StepSpec, { kind: K }>;
}

function stopOf(step: StepSpec | undefined) {
  return step?.kind === 'stop-jobs' ? step.refs : [];
}

function containerOf(job: V1Job) {
  const [container] = job.spec?.template.spec?.containers ?? [];
  if (container === undefined) throw new Error('Cannot find the container');
  return container;
}

describe('createFrappeBlueprint()', () => {
  it('claims the host', () => {
    expect(blueprint.claims(contextOf())).toEqual(['host:acme.kairos.app']);
  });

  it('puts every tenant into the one namespace', () => {
    expect(blueprint.namespace('acme')).toBe('frappe');
  });

  it('takes slugs of 3 to 30 characters', () => {
    expect(parseSlug('ab', blueprint.slug).ok).toBe(false);
    expect(parseSlug('a'.repeat(31), blueprint.slug).ok).toBe(false);
    expect(parseSlug('a'.repeat(30), blueprint.slug).ok).toBe(true);
  });

  it('installs kairos unless other apps are named', () => {
    expect(parseParams(blueprint, { email: 'a@b.co' }, '')).toEqual({
      ok: true,
      params: { email: 'a@b.co', apps: ['kairos'] },
    });
  });

  it.each<[string, Readonly<Record<string, string | readonly string[]>>]>([
    ['/email required', {}],
    ['/email invalid_format', { email: 'a@b' }],
    ['/email invalid_format', { email: 'a@b.co\ntouch x' }],
    ['/email invalid_format', { email: '-x@b.co' }],
    ['/email too_long', { email: `${'a'.repeat(140)}@b.co` }],
    ['/apps/0 invalid_format', { email: 'a@b.co', apps: ['--force'] }],
    ['/apps/0 invalid_format', { email: 'a@b.co', apps: ['a b'] }],
    ['/apps/0 invalid_format', { email: 'a@b.co', apps: ['$(id)'] }],
    ['/apps duplicate', { email: 'a@b.co', apps: ['hrms', 'hrms'] }],
    ['/apps too_long', { email: 'a@b.co', apps: Array.from({ length: 21 }, (_, i) => `a${i}`) }],
    ['/subdomain unknown_field', { email: 'a@b.co', subdomain: 'x' }],
  ])('refuses params: %s', (fault, params) => {
    const parsed = parseParams(blueprint, params, '');

    const faults = parsed.ok ? [] : parsed.errors.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(faults).toEqual([fault]);
  });
});

describe('frappeSteps()', () => {
  it('creates in this order', () => {
    expect(steps('create').map(({ name }) => name)).toEqual([
      'check-prerequisites',
      'ensure-credentials',
      'provision-site',
      'await-ready',
      'set-outputs',
    ]);
  });

  it('deletes in this order', () => {
    expect(steps('delete').map(({ name }) => name)).toEqual([
      'stop-jobs',
      'drop-site',
      'delete-objects',
      'confirm-gone',
    ]);
  });

  it('names everything that the platform must provide', () => {
    const { prerequisites } = stepOf('create', 'check-prerequisites');

    expect(prerequisites.map(({ ref, keys }) => [describeRef(ref), keys])).toEqual([
      ['Namespace frappe', undefined],
      ['Secret frappe/frappe-db-credentials', ['root-password']],
      ['ConfigMap frappe/frappe-config', ['db-host']],
      ['PersistentVolumeClaim frappe/frappe-sites-pvc', undefined],
    ]);
  });

  it('generates the password of the Administrator', () => {
    const { secrets } = stepOf('create', 'ensure-secrets');

    expect(secrets).toMatchObject([
      { name: 'tenant-0b5a4a57-credentials', namespace: 'frappe', keys: ['admin-password'] },
    ]);
  });

  it('tells the URL and where the password is', () => {
    expect(stepOf('create', 'set-outputs')).toMatchObject({
      siteUrl: 'https://acme.kairos.app',
      outputs: {
        credentials: {
          namespace: 'frappe',
          secret: 'tenant-0b5a4a57-credentials',
          key: 'admin-password',
        },
      },
    });
  });

  it('does not await the Job, which its TTL takes away', () => {
    const { refs } = stepOf('create', 'await-ready');

    expect(refs.map(describeRef)).toEqual([
      'Secret frappe/tenant-0b5a4a57-credentials',
      'PersistentVolumeClaim frappe/frappe-sites-pvc',
    ]);
  });

  it.each(kinds.filter((kind) => kind !== 'create'))(
    'stops every Job that still works on the site before it begins to %s',
    (kind) => {
      const [first] = steps(kind);

      expect(first?.kind).toBe('stop-jobs');
      expect(stopOf(first).map(describeRef)).toEqual(
        ['provision', 'update', 'migrate', 'suspend', 'resume', 'drop-site'].map(
          (task) => `Job frappe/${task}-0b5a4a57-acme`,
        ),
      );
    },
  );

  it('has names of its own for every step of a deletion that can be taken back', () => {
    const names = [...steps('suspend'), ...steps('delete')].map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  it("drops the site only where there is the tenant's Secret", () => {
    const { job, onlyIf } = stepOf('delete', 'run-job');

    expect(describeRef(refOf(job))).toBe('Job frappe/drop-site-0b5a4a57-acme');
    expect(onlyIf && describeRef(onlyIf)).toBe('Secret frappe/tenant-0b5a4a57-credentials');
  });

  it('deletes everything that it creates, and looks for it a second time', () => {
    const made = kinds.flatMap((kind) =>
      steps(kind).flatMap((step) => {
        if (step.kind === 'run-job') return [describeRef(refOf(step.job))];
        if (step.kind !== 'ensure-secrets') return [];
        return step.secrets.map(({ name, namespace }) => `Secret ${namespace}/${name}`);
      }),
    );

    const { refs } = stepOf('delete', 'delete-objects');
    const again = stepOf('delete', 'confirm-gone');

    expect(refs.map(describeRef).toSorted()).toEqual([...new Set(made)].toSorted());
    expect(again).toMatchObject({ namespace: 'frappe', kinds: [{ kind: 'Job' }] });
    expect(again.refs.map(describeRef)).toEqual(['Secret frappe/tenant-0b5a4a57-credentials']);
  });

  it.each<[OperationKind, readonly string[]]>([
    ['update', ['stop-former-jobs', 'update-site']],
    ['rollback', ['stop-former-jobs', 'update-site']],
    ['upgrade', ['stop-former-jobs', 'migrate-site', 'update-site']],
    ['suspend', ['stop-former-jobs', 'suspend-site']],
    ['resume', ['stop-former-jobs', 'resume-site']],
    ['restore', ['stop-former-jobs', 'resume-site']],
  ])('has steps to %s', (kind, names) => {
    expect(steps(kind).map(({ name }) => name)).toEqual(names);
    expect(blueprint.operations).toContain(kind);
  });

  it('says that there is no way back behind a migration, and behind nothing else', () => {
    const irreversible = kinds.flatMap((kind) =>
      steps(kind).filter(({ isIrreversible }) => isIrreversible === true),
    );

    expect(irreversible.map(({ name }) => name)).toEqual(['migrate-site']);
  });

  it('has nothing to repair', () => {
    expect(steps('repair')).toEqual([]);
    expect(blueprint.operations).not.toContain('repair');
  });

  it('keeps a deleted tenant as long as its owner says, by default not at all', () => {
    const settings = { baseDomain: 'kairos.app', namespace: 'frappe', image: 'frappe:v15' };
    const kept = createFrappeBlueprint({ ...settings, softDeleteMs: 3_600_000 });

    expect([kept, blueprint].map((each) => each.softDeleteMs?.('standard'))).toEqual([
      3_600_000, 0,
    ]);
  });

  it('gives every Job time to fail by itself before its step counts as stuck', () => {
    const runs = kinds.flatMap((kind) => steps(kind)).filter((step) => step.kind === 'run-job');

    expect(runs).toHaveLength(9);
    for (const { job, deadlineMs } of runs) {
      expect(deadlineMs).toBeGreaterThan((job.spec?.activeDeadlineSeconds ?? 0) * 1_000);
    }
    for (const kind of kinds) {
      expect(blueprint.operationDeadlineMs).toBeGreaterThan(
        steps(kind).reduce((sum, { deadlineMs }) => sum + deadlineMs, 0),
      );
    }
  });
});

describe('siteJob()', () => {
  const jobs = kinds
    .flatMap((kind) => steps(kind))
    .flatMap((step) => (step.kind === 'run-job' ? [step.job] : []));

  it.each(jobs)('has the labels and the shape of a provisioning Job: $metadata.name', (job) => {
    expect(job.metadata?.labels).toMatchObject({
      app: 'frappe-provisioner',
      'tenant-id': tenantId,
      subdomain: 'acme',
      'tenantry.dev/tenant': tenantId,
      'tenantry.dev/product': 'frappe',
      'app.kubernetes.io/managed-by': 'tenantry',
    });
    expect(job.spec).toMatchObject({ ttlSecondsAfterFinished: 3600, backoffLimit: 2 });
    expect(job.spec?.template.spec).toMatchObject({
      restartPolicy: 'Never',
      volumes: [{ persistentVolumeClaim: { claimName: 'frappe-sites-pvc' } }],
    });
    expect(containerOf(job)).toMatchObject({
      name: 'provision',
      image: 'frappe/frappe-worker:v15',
      command: ['/bin/bash', '-c'],
      workingDir: '/home/frappe/frappe-bench',
      volumeMounts: [{ mountPath: '/home/frappe/frappe-bench/sites' }],
      terminationMessagePolicy: 'FallbackToLogsOnError',
    });
  });

  it.each(jobs)('fits Pod Security level restricted: $metadata.name', (job) => {
    const pod = job.spec?.template.spec;

    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(containerOf(job).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod?.securityContext?.runAsUser).toBe(1000);
  });

  it.each(jobs)('says what it needs and at most takes: $metadata.name', (job) => {
    expect(containerOf(job).resources).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { cpu: expect.any(String), memory: expect.any(String) },
    });
    expect(job.spec?.activeDeadlineSeconds).toBeGreaterThan(0);
  });

  it('takes passwords from Secrets and the host of the database from the ConfigMap', () => {
    const env = Object.fromEntries(
      (containerOf(stepOf('create', 'run-job').job).env ?? []).map((each) => [
        each.name,
        each.valueFrom,
      ]),
    );

    expect(env).toMatchObject({
      DB_ROOT_PASSWORD: { secretKeyRef: { name: 'frappe-db-credentials', key: 'root-password' } },
      DB_HOST: { configMapKeyRef: { name: 'frappe-config', key: 'db-host' } },
      ADMIN_PASSWORD: {
        secretKeyRef: { name: 'tenant-0b5a4a57-credentials', key: 'admin-password' },
      },
    });
  });

  it.each(jobs)('has a script that Kubernetes leaves as it is: $metadata.name', (job) => {
    // Kubernetes puts variables in the place of $(NAME), and makes $$( to $(.
    const { env = [], args = [] } = containerOf(job);
    const [script = ''] = args;

    expect(script).not.toContain('$$(');
    expect(env.filter(({ name }) => script.includes(`$(${name})`))).toEqual([]);
  });

  it('has the same script for every customer', () => {
    const evil = contextOf('evil', '11111111-1111-4111-8111-111111111111', '"; rm -rf / #');
    const params = { email: "o'brien@example.com", apps: ['hrms'] };
    const [other] = steps('create', { ...evil, params }).filter((step) => step.kind === 'run-job');

    const scripts = [stepOf('create', 'run-job').job, other?.job].map(
      (job) => job && containerOf(job).args,
    );

    expect(scripts[0]).toEqual(scripts[1]);
  });
});

describe('names of frappe', () => {
  const slugs = fc
    .stringMatching(/^[a-z][a-z0-9]{0,12}(-[a-z0-9]{1,8}){0,2}$/)
    .filter((slug) => parseSlug(slug, blueprint.slug).ok);
  const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
  const labelValue = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

  function objectsOf(slug: string, id: string) {
    const [, drop] = steps('delete', contextOf(slug, id));
    const job = drop?.kind === 'run-job' ? [drop.job] : [];
    return [...blueprint.render(contextOf(slug, id)), ...job];
  }

  it('are DNS labels with legal label values for every slug and id', () => {
    fc.assert(
      fc.property(slugs, fc.uuid({ version: 4 }), (slug, id) => {
        for (const { metadata } of objectsOf(slug, id)) {
          expect(metadata?.name).toMatch(dnsLabel);
          for (const value of Object.values(metadata?.labels ?? {})) {
            expect(value).toMatch(labelValue);
          }
        }
      }),
    );
  });

  it('differ between tenants whose short ids differ, whatever the slugs', () => {
    const tenant = fc.tuple(slugs, fc.uuid({ version: 4 }));
    fc.assert(
      fc.property(tenant, tenant, ([slugA, idA], [slugB, idB]) => {
        fc.pre(id8Of(idA) !== id8Of(idB));
        const names = [...objectsOf(slugA, idA), ...objectsOf(slugB, idB)].map(
          ({ kind, metadata }) => `${kind}/${metadata?.name}`,
        );

        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it('give each tenant a database of its own', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 4 }), (id) => {
        const job = blueprint.render(contextOf('acme', id))[1] as V1Job;
        const name = containerOf(job).env?.find((each) => each.name === 'DB_NAME')?.value;

        expect(name).toBe(`_${id.replaceAll('-', '').slice(0, 16)}`);
      }),
    );
  });
});
