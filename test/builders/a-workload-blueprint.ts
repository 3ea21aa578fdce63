import type {
  KubernetesObject,
  V1Container,
  V1Deployment,
  V1Job,
  V1PodSpec,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { z } from 'zod';
import type { Blueprint, RenderContext, StepsContext } from '../../shared/blueprint/blueprint.ts';
import type { StepSpec } from '../../shared/blueprint/step-spec.ts';
import { digestOf } from '../../shared/kubernetes/digest.ts';
import { ownerLabels } from '../../shared/kubernetes/labels.ts';
import { refOf } from '../../shared/kubernetes/object.ts';
import {
  restrictedContainerSecurity,
  restrictedPodSecurity,
} from '../../shared/kubernetes/security-context.ts';
import type { Stage, StagedObject } from '../../shared/kubernetes/stage.ts';

const minuteMs = 60_000;
const deadlineMs = 10 * minuteMs;

/**
 * A product with pods, for tests of a tenant's life: a namespace of its own, three pods `web`, pods
 * `api` in a number that an autoscaler sets (two at least), and a migration before a new image rolls out.
 */
export function aWorkloadBlueprint(overrides: Partial<Blueprint> = {}): Blueprint {
  return {
    name: 'workload',
    version: '1.0.0',
    summary: 'A product with pods, for tests',
    params: z.strictObject({
      tag: z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/)
        .default('1.0.0'),
      greeting: z.string().max(100).default('hello'),
    }),
    tiers: ['free'],
    defaultTier: 'free',
    slug: { lengthMin: 3, lengthMax: 30, reserved: [] },
    operations: ['update', 'upgrade', 'rollback', 'suspend', 'resume', 'restore', 'repair'],
    operationDeadlineMs: 30 * minuteMs,
    namespace: (slug) => `workload-${slug}`,
    claims: ({ tenant }) => [`host:${tenant.slug}.workload.test`],
    render: (context) => [...workloadObjects(context).map(({ object }) => object), job(context)],
    steps: workloadSteps,
    ...overrides,
  };
}

/** Everything that the tenant gets besides the migration. */
function workloadObjects(context: RenderContext): readonly StagedObject[] {
  const { greeting } = context.params;
  const data = { greeting: String(greeting) };
  return [
    staged('namespace', namespace(context)),
    staged('config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(context, 'greeting'),
      ...{ data },
    }),
    staged('workload', deployment(context, { name: 'web', replicas: 3, data })),
    staged('workload', deployment(context, { name: 'api', data })),
    staged('workload', autoscaler(context)),
    staged('route', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(context, 'web'),
      ...{ spec: { ports: [{ name: 'http', port: 80 }], selector: { app: 'web' } } },
    }),
  ];
}

function workloadSteps({ kind, ...context }: StepsContext): readonly StepSpec[] {
  const objects = workloadObjects(context);
  switch (kind) {
    case 'create':
      return [prepare(context), migrate(context), ...rollOut(context)];
    case 'upgrade':
      return [migrate(context), ...rollOut(context)];
    case 'update':
    case 'rollback':
    case 'repair':
      return rollOut(context);
    case 'suspend':
      return [{ kind: 'suspend-workloads', name: 'suspend-workloads', deadlineMs, objects }];
    case 'resume':
    case 'restore':
      return [
        { kind: 'resume-workloads', name: 'resume-workloads', deadlineMs, objects },
        ...rollOut(context),
      ];
    case 'delete':
      return deleteSteps(context);
    default:
      return kind satisfies never;
  }
}

function prepare(context: RenderContext): StepSpec {
  const objects = [staged('namespace', namespace(context))];
  return { kind: 'apply-objects', name: 'prepare', deadlineMs, objects, isPartial: true };
}

function migrate(context: RenderContext): StepSpec {
  return { kind: 'run-job', name: 'migrate', deadlineMs, job: job(context) };
}

function rollOut(context: RenderContext): readonly StepSpec[] {
  const objects = workloadObjects(context);
  const refs = objects.map(({ object }) => refOf(object));
  return [
    { kind: 'apply-objects', name: 'apply', deadlineMs, objects },
    { kind: 'await-ready', name: 'await-ready', deadlineMs, refs },
    {
      kind: 'set-outputs',
      name: 'set-outputs',
      deadlineMs,
      siteUrl: `https://${context.tenant.slug}.workload.test`,
      outputs: { tag: context.params['tag'] ?? '' },
    },
  ];
}

function deleteSteps(context: RenderContext): readonly StepSpec[] {
  const migration = refOf(job(context));
  const refs = [...workloadObjects(context).map(({ object }) => refOf(object)), migration];
  return [
    { kind: 'stop-jobs', name: 'stop-jobs', deadlineMs, refs: [migration] },
    { kind: 'delete-objects', name: 'delete-objects', deadlineMs, refs },
    {
      kind: 'confirm-gone',
      name: 'confirm-gone',
      deadlineMs,
      namespace: context.tenant.namespace,
      kinds: [
        { apiVersion: 'v1', kind: 'ConfigMap' },
        { apiVersion: 'v1', kind: 'Service' },
        { apiVersion: 'apps/v1', kind: 'Deployment' },
        { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
        { apiVersion: 'batch/v1', kind: 'Job' },
      ],
      refs: [refOf(namespace(context))],
    },
  ];
}

function staged(stage: Stage, object: KubernetesObject): StagedObject {
  return { stage, object };
}

function namespace({ tenant }: RenderContext): KubernetesObject {
  const labels = {
    ...ownerLabels(tenant.id, 'workload'),
    'pod-security.kubernetes.io/enforce': 'restricted',
    'tenantry.dev/managed': 'true',
  };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: tenant.namespace, labels } };
}

interface Pods {
  readonly name: string;
  /** Absent: an autoscaler sets it. */
  readonly replicas?: number;
  /** A change of it starts the pods anew. */
  readonly data: Readonly<Record<string, string>>;
}

function deployment(context: RenderContext, { name, replicas, data }: Pods): V1Deployment {
  const labels = { ...ownerLabels(context.tenant.id, 'workload'), app: name };
  const annotations = { 'tenantry.dev/config': digestOf(data) };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(context, name),
    spec: {
      ...(replicas !== undefined && { replicas }),
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels, annotations },
        spec: podSpec(container(context, name), 'Always'),
      },
    },
  };
}

function autoscaler(context: RenderContext): V2HorizontalPodAutoscaler {
  const target = { type: 'Utilization', averageUtilization: 80 };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadata(context, 'api'),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
    },
  };
}

function job(context: RenderContext): V1Job {
  const migration = { ...container(context, 'migrate'), command: ['migrate'] };
  const labels = { ...ownerLabels(context.tenant.id, 'workload'), app: 'migrate' };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(context, 'migrate'),
    spec: {
      backoffLimit: 0,
      template: { metadata: { labels }, spec: podSpec(migration, 'Never') },
    },
  };
}

function podSpec(only: V1Container, restartPolicy: string): V1PodSpec {
  return {
    restartPolicy,
    automountServiceAccountToken: false,
    securityContext: restrictedPodSecurity(1000),
    containers: [only],
  };
}

function container({ params }: RenderContext, name: string): V1Container {
  return {
    name,
    image: `example.test/${name}:${params['tag']}`,
    securityContext: restrictedContainerSecurity(),
    resources: { requests: { cpu: '10m', memory: '16Mi' } },
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

function metadata({ tenant }: RenderContext, name: string) {
  const labels = { ...ownerLabels(tenant.id, 'workload') };
  return { name, namespace: tenant.namespace, labels };
}
