import type { V1Namespace } from '@kubernetes/client-node';
import type { StepSpec } from '../../blueprint/step-spec.ts';
import { type ObjectRef, refOf } from '../../kubernetes/object.ts';
import type { JsonObject } from '../../tenant/json.ts';
import type { OperationKind } from '../../tenant/operation.ts';
import { adminSecretRef, type CodetetherInstance, passwordKey } from './codetether-instance.ts';
import { codetetherObjects, namespaceObject } from './codetether-objects.ts';
import { secretCopies } from './codetether-secrets.ts';
import {
  adminSecretSteps,
  adminUsername,
  passwordSteps,
  patienceMs,
  routeSteps,
  rowSteps,
  signOffSteps,
  signUpSteps,
} from './sign-up-steps.ts';

const minuteMs = 60_000;
const deadlineMs = 15 * minuteMs;

/** The steps of an operation on a tenant of product codetether. */
export function codetetherSteps(
  instance: CodetetherInstance,
  kind: OperationKind,
): readonly StepSpec[] {
  switch (kind) {
    case 'create':
      return createSteps(instance);
    case 'update':
    case 'upgrade':
    case 'rollback':
      return [
        ...rowSteps(instance, 'active'),
        ...routeSteps(instance),
        ...rollOut(instance),
        outputs(instance),
      ];
    case 'repair':
      return rollOut(instance);
    case 'suspend':
      return [workloads(instance, 'suspend-workloads'), ...rowSteps(instance, 'suspended')];
    case 'resume':
    case 'restore':
      return [
        ...rowSteps(instance, 'active'),
        workloads(instance, 'resume-workloads'),
        ...rollOut(instance),
      ];
    case 'delete':
      return deleteSteps(instance);
    default:
      return kind satisfies never;
  }
}

/**
 * A namespace of that name which is not ours ends the sign-up, and what was made before is undone. From
 * there on the cluster is waited for.
 */
function createSteps(instance: CodetetherInstance): readonly StepSpec[] {
  const [namespace, ...rest] = rollOut(instance, adminSecretSteps(instance));
  const patient = [...rest, ...passwordSteps(instance), outputs(instance)].map((step) => ({
    ...step,
    deadlineMs: patienceMs,
    isPatient: true,
  }));
  return [
    ...signUpSteps(instance),
    ...(namespace === undefined ? [] : [{ ...namespace, deadlineMs: patienceMs }]),
    ...patient,
  ];
}

/** Namespace first, then Secrets, then the rest. */
function rollOut(
  instance: CodetetherInstance,
  ownSecrets: readonly StepSpec[] = [],
): readonly StepSpec[] {
  const objects = codetetherObjects(instance);
  const namespace: V1Namespace = namespaceObject(instance);
  const copies = secretCopies(instance);
  const refs = objects.map(({ object }) => refOf(object));
  return [
    { kind: 'ensure-namespace', name: 'ensure-namespace', deadlineMs, namespace },
    { kind: 'copy-secrets', name: 'copy-secrets', deadlineMs, copies },
    ...ownSecrets,
    { kind: 'apply-objects', name: 'apply-objects', deadlineMs, objects },
    { kind: 'await-ready', name: 'await-ready', deadlineMs, refs },
    {
      kind: 'check-ingresses',
      name: 'await-ingress',
      deadlineMs,
      patienceMs: 3 * minuteMs,
      refs: refs.filter(({ kind }) => kind === 'Ingress'),
      // Nobody waits for them when signing up: the tunnel does not check them.
      awaitsCertificates: false,
    },
  ];
}

function workloads(
  instance: CodetetherInstance,
  kind: 'suspend-workloads' | 'resume-workloads',
): StepSpec {
  return { kind, name: kind, deadlineMs, objects: codetetherObjects(instance) };
}

function outputs(instance: CodetetherInstance): StepSpec {
  const { params, host } = instance;
  return {
    kind: 'set-outputs',
    name: 'set-outputs',
    deadlineMs: minuteMs,
    siteUrl: params.ingress.enabled ? `https://${host}` : null,
    outputs: credentials(instance),
  };
}

/** Where the first user's password is; nothing where there are no realms. */
function credentials(instance: CodetetherInstance): JsonObject {
  if (!instance.settings.systems.hasRealms) return {};
  const { namespace } = instance.tenant;
  const { name: secret } = adminSecretRef(instance);
  return {
    realm: instance.host,
    credentials: { namespace, secret, key: passwordKey, username: adminUsername },
  };
}

/** The last first. What a call of unknown outcome may have left beside the cluster is removed again at the end. */
function deleteSteps(instance: CodetetherInstance): readonly StepSpec[] {
  const { tenant, params } = instance;
  const namespace = namespaceObject(instance);
  const kept = params.namespace.keep ? [refOf(namespace)] : [];
  const signOff = signOffSteps(instance);
  const refs = ownRefs(instance).filter(({ kind }) => kept.length === 0 || kind !== 'Namespace');
  return [
    { kind: 'delete-objects', name: 'delete-objects', deadlineMs, refs, kept },
    ...(params.namespace.keep
      ? [{ kind: 'release-namespace', name: 'release-namespace', deadlineMs, namespace } as const]
      : []),
    ...signOff,
    {
      kind: 'confirm-gone',
      name: 'confirm-gone',
      deadlineMs,
      namespace: tenant.namespace,
      kinds: [
        { apiVersion: 'apps/v1', kind: 'Deployment' },
        { apiVersion: 'v1', kind: 'Service' },
        { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
      ],
      // Secrets are never listed.
      refs: refs.filter(({ kind }) => kind === 'Secret' || kind === 'Namespace'),
    },
    ...signOff.map((step) => ({ ...step, name: `${step.name}-again` })),
  ];
}

/** Everything that the tenant may have in the cluster, whatever its params say now. */
function ownRefs(instance: CodetetherInstance): readonly ObjectRef[] {
  const params = {
    ...instance.params,
    ingress: { ...instance.params.ingress, enabled: true },
  };
  const objects = codetetherObjects({ ...instance, params });
  const copies = secretCopies(instance).map(({ to: { namespace, name } }) => ({
    ...{ apiVersion: 'v1', kind: 'Secret', namespace, name },
  }));
  const own = instance.settings.systems.hasRealms ? [adminSecretRef(instance)] : [];
  return [...objects.map(({ object }) => refOf(object)), ...copies, ...own];
}
