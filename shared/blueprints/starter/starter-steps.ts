import type { AwaitReady, StepSpec } from '../../blueprint/step-spec.ts';
import { refOf } from '../../kubernetes/object.ts';
import type { OperationKind } from '../../tenant/operation.ts';
import { notMigrated, secretsFact } from './checklist.ts';
import { driverRef, secretProviderClasses } from './component-files.ts';
import { sealedSecrets } from './component-secrets.ts';
import { ingressOf, routesOf } from './ingresses.ts';
import { migrationsJob, migrationsSeconds } from './migrations-job.ts';
import { stopFormerJobs } from './starter-deletion.ts';
import { externalSecrets, groundObjects, starterObjects } from './starter-objects.ts';
import type { StarterSite } from './starter-site.ts';

const minuteMs = 60_000;

/** A step waits longer than what it waits for, so that the reason is the other's own. */
const marginMs = 5 * minuteMs;

/** How long an address and certificates are waited for before the tenant goes on without them. */
const routedMs = 3 * minuteMs;

/** How long pods may take to roll: a Deployment gives up by itself after ten minutes without progress. */
const rollMs = 40 * minuteMs;

/** The steps of an operation on a site; a deletion has its own. */
export function starterSteps(
  site: StarterSite,
  kind: Exclude<OperationKind, 'delete'>,
): readonly StepSpec[] {
  switch (kind) {
    case 'create':
      return [...prepare(site), migrate(site), ...rollOut(site)];
    case 'update':
    case 'upgrade':
      // Whatever changes, the new pods meet the schema that their image and variables ask for.
      return [stopFormerJobs(site.tenant), ...prepare(site), migrate(site), ...rollOut(site)];
    case 'rollback':
      // Not migrated: the older image knows nothing of the newer schema, and must work with it.
      return [
        stopFormerJobs(site.tenant),
        ...prepare(site),
        statement('skip-migrations', 'MigrationsRan', notMigrated),
        ...rollOut(site),
      ];
    case 'suspend':
      return [stopFormerJobs(site.tenant), workloads(site, 'suspend-workloads')];
    case 'resume':
    case 'restore':
      return [
        stopFormerJobs(site.tenant),
        workloads(site, 'resume-workloads'),
        ...prepare(site),
        ...rollOut(site),
      ];
    case 'repair':
      return [
        ...(sealedSecrets(site).length === 0 ? [] : giveSecrets(site)),
        applyAll(site),
        ...awaitAll(site),
      ];
    default:
      return kind satisfies never;
  }
}

/** The namespace and the secrets, all of them there before anything that uses them. */
function prepare(site: StarterSite): readonly StepSpec[] {
  return [...giveSecrets(site), awaitSecrets(site)];
}

function giveSecrets(site: StarterSite): readonly StepSpec[] {
  const deadlineMs = 15 * minuteMs;
  const objects = groundObjects(site);
  return [
    { kind: 'apply-objects', name: 'prepare', deadlineMs, objects, isPartial: true },
    {
      kind: 'apply-sealed-secrets',
      name: 'apply-secrets',
      deadlineMs,
      secrets: sealedSecrets(site),
    },
  ];
}

function awaitSecrets(site: StarterSite): AwaitReady {
  // Without its driver no pod would start, and the migrations could not say why.
  const driver = secretProviderClasses(site).length > 0 ? [driverRef(site)] : [];
  return {
    ...statement('await-secrets', 'SecretsReady', secretsFact(site)),
    deadlineMs: 30 * minuteMs,
    refs: [...driver, ...externalSecrets(site).map(refOf)],
  };
}

/** States a fact of the checklist, so that none is left over from an earlier operation. */
function statement(name: string, condition: string, told: AwaitReady['told']): AwaitReady {
  return {
    kind: 'await-ready',
    name,
    deadlineMs: minuteMs,
    refs: [],
    condition,
    ...(told && { told }),
  };
}

function migrate(site: StarterSite): StepSpec {
  return {
    kind: 'run-job',
    name: 'migrate',
    deadlineMs: migrationsSeconds * 1_000 + marginMs,
    job: migrationsJob(site),
    condition: 'MigrationsRan',
  };
}

function rollOut(site: StarterSite): readonly StepSpec[] {
  return [applyAll(site), ...awaitAll(site), setOutputs(site)];
}

function applyAll(site: StarterSite): StepSpec {
  return {
    kind: 'apply-objects',
    name: 'apply-objects',
    deadlineMs: 15 * minuteMs,
    objects: starterObjects(site),
  };
}

/** Pods first: nobody needs to reach them before. */
function awaitAll(site: StarterSite): readonly StepSpec[] {
  const refs = starterObjects(site).map(({ object }) => refOf(object));
  const { clusterIssuer = '' } = site.settings;
  return [
    { kind: 'await-ready', name: 'await-ready', deadlineMs: rollMs, refs },
    {
      kind: 'check-ingresses',
      name: 'await-ingress',
      deadlineMs: routedMs + marginMs,
      patienceMs: routedMs,
      refs: routesOf(site).map((route) => refOf(ingressOf(site, route))),
      awaitsCertificates: clusterIssuer !== '',
    },
  ];
}

function setOutputs(site: StarterSite): StepSpec {
  const routes = routesOf(site);
  const [web] = routes;
  const urls = routes.flatMap(({ hosts, tls }) =>
    hosts.map((host) => {
      const isSecure = tls.some((each) => each.hosts.includes(host));
      return `${isSecure ? 'https' : 'http'}://${host}`;
    }),
  );
  return {
    kind: 'set-outputs',
    name: 'set-outputs',
    deadlineMs: minuteMs,
    siteUrl: web?.component === 'web' ? (urls[0] ?? null) : null,
    outputs: { urls },
  };
}

function workloads(site: StarterSite, kind: 'suspend-workloads' | 'resume-workloads'): StepSpec {
  return { kind, name: kind, deadlineMs: rollMs, objects: starterObjects(site) };
}
