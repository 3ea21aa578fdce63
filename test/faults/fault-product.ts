import type { KubernetesObject, V1Deployment, V1Job } from '@kubernetes/client-node';
import type { Blueprint, RenderContext } from '../../shared/blueprint/blueprint.ts';
import type { StepSpec } from '../../shared/blueprint/step-spec.ts';
import { ownerLabels } from '../../shared/kubernetes/labels.ts';
import { type ObjectRef, refOf } from '../../shared/kubernetes/object.ts';
import type { StagedObject } from '../../shared/kubernetes/stage.ts';
import type { OperationKind } from '../../shared/tenant/operation.ts';
import { aBlueprint } from '../builders/a-blueprint.ts';
import { platformConfig } from './platform-objects.ts';

/** The name of the product that the fault sweep creates. */
export const faultProductName = 'faults';

/** For how long tenants of a tier can be restored: not at all, hardly, or longer than a busy machine needs. */
const softDeleteMs: ReadonlyMap<string, number> = new Map([
  ['free', 0],
  ['pro', 3_000],
  ['gold', 120_000],
]);

const minuteMs = 60_000;

/** A small product with a namespace of its own: a generated Secret, a ConfigMap, a Deployment, a Service and a Job. */
export function createFaultProduct(): Blueprint {
  return aBlueprint({
    name: faultProductName,
    namespace: (slug) => `tenant-${slug}`,
    claims: ({ tenant }) => [`host:${tenant.slug}.faults.test`],
    render: (context) => [...wantedObjects(context).map(({ object }) => object), setUpJob(context)],
    operations: ['update', 'upgrade', 'rollback', 'suspend', 'resume', 'restore'],
    tiers: [...softDeleteMs.keys()],
    softDeleteMs: (tier) => softDeleteMs.get(tier) ?? 0,
    steps: ({ kind, ...context }) => stepsOf(kind, context),
  });
}

function stepsOf(kind: OperationKind, context: RenderContext): readonly StepSpec[] {
  const objects = wantedObjects(context);
  const deadlineMs = 10 * minuteMs;
  switch (kind) {
    case 'create':
    case 'update':
    case 'upgrade':
    case 'rollback':
      return createSteps(context);
    case 'repair':
      return [{ kind: 'apply-objects', name: 'apply', deadlineMs, objects }];
    case 'suspend':
      return [{ kind: 'suspend-workloads', name: 'suspend', deadlineMs, objects }];
    case 'resume':
    case 'restore':
      return [{ kind: 'resume-workloads', name: 'resume', deadlineMs, objects }];
    case 'delete':
      return deleteSteps(context);
    default:
      return kind satisfies never;
  }
}

function createSteps(context: RenderContext): readonly StepSpec[] {
  const deadlineMs = 10 * minuteMs;
  const objects = wantedObjects(context);
  return [
    {
      kind: 'check-prerequisites',
      name: 'check-prerequisites',
      deadlineMs,
      prerequisites: [{ ref: refOf(platformConfig), keys: ['region'] }],
    },
    { kind: 'apply-objects', name: 'apply', deadlineMs, objects },
    {
      kind: 'ensure-secrets',
      name: 'ensure-secrets',
      deadlineMs,
      secrets: [{ ...metadata(context, 'credentials'), keys: ['password'] }],
    },
    { kind: 'run-job', name: 'set-up', deadlineMs, job: setUpJob(context) },
    {
      kind: 'await-ready',
      name: 'await-ready',
      deadlineMs,
      refs: objects.map(({ object }) => refOf(object)),
    },
    {
      kind: 'set-outputs',
      name: 'set-outputs',
      deadlineMs,
      siteUrl: `https://${context.tenant.slug}.faults.test`,
      outputs: { job: setUpJob(context).metadata?.name ?? '' },
    },
  ];
}

function deleteSteps(context: RenderContext): readonly StepSpec[] {
  const deadlineMs = 10 * minuteMs;
  const job = refOf(setUpJob(context));
  const objects = wantedObjects(context).map(({ object }) => refOf(object));
  return [
    { kind: 'stop-jobs', name: 'stop-jobs', deadlineMs, refs: [job] },
    {
      kind: 'delete-objects',
      name: 'delete-objects',
      deadlineMs,
      refs: [...objects, secretRef(context), job],
    },
    {
      kind: 'confirm-gone',
      name: 'confirm-gone',
      deadlineMs,
      namespace: context.tenant.namespace,
      kinds: [
        { apiVersion: 'v1', kind: 'ConfigMap' },
        { apiVersion: 'v1', kind: 'Service' },
        { apiVersion: 'apps/v1', kind: 'Deployment' },
        { apiVersion: 'batch/v1', kind: 'Job' },
      ],
      refs: [secretRef(context), ...objects.filter(({ kind }) => kind === 'Namespace')],
    },
  ];
}

function secretRef(context: RenderContext): ObjectRef {
  const { name, namespace } = metadata(context, 'credentials');
  return { apiVersion: 'v1', kind: 'Secret', namespace, name };
}

function wantedObjects(context: RenderContext): readonly StagedObject[] {
  const { tenant, params } = context;
  const { namespace: _, ...clusterWide } = metadata(context, 'namespace');
  const namespace = { ...clusterWide, name: tenant.namespace };
  const data = { greeting: String(params['greeting']) };
  const ports = [{ name: 'http', port: 80 }];
  const service: KubernetesObject & { readonly spec: object } = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(context, 'web'),
    spec: { ports, selector: { app: tenant.slug } },
  };
  const config: KubernetesObject & { readonly data: object } = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(context, 'greeting'),
    data,
  };
  return [
    { stage: 'namespace', object: { apiVersion: 'v1', kind: 'Namespace', metadata: namespace } },
    { stage: 'config', object: config },
    { stage: 'workload', object: webDeployment(context) },
    { stage: 'workload', object: service },
  ];
}

function webDeployment(context: RenderContext): V1Deployment {
  const labels = { app: context.tenant.slug };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(context, 'web'),
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [{ name: 'web', image: 'example.test/web:1.0.0' }],
        },
      },
    },
  };
}

function setUpJob(context: RenderContext): V1Job {
  const container = { name: 'set-up', image: 'example.test/set-up:1.0.0', command: ['true'] };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(context, 'set-up'),
    spec: {
      backoffLimit: 2,
      template: {
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 0,
          containers: [container],
        },
      },
    },
  };
}

function metadata({ tenant }: RenderContext, name: string) {
  return {
    name: `${tenant.slug}-${tenant.id8}-${name}`,
    namespace: tenant.namespace,
    labels: { ...ownerLabels(tenant.id, faultProductName) },
  };
}
