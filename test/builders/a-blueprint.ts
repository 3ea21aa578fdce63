import type { KubernetesObject, V1Job } from '@kubernetes/client-node';
import { z } from 'zod';
import type { Blueprint, RenderContext } from '../../shared/blueprint/blueprint.ts';
import type { StepSpec } from '../../shared/blueprint/step-spec.ts';
import { ownerLabels } from '../../shared/kubernetes/labels.ts';
import { refOf } from '../../shared/kubernetes/object.ts';
import type { Stage, StagedObject } from '../../shared/kubernetes/stage.ts';

/** The namespace that the test product shares among its tenants. */
export const demoNamespace = 'demo';

const minuteMs = 60_000;

/**
 * A small product that uses every kind of step: prerequisites, a generated Secret, two ConfigMaps and
 * a Service in stages, a Job.
 */
export function aBlueprint(overrides: Partial<Blueprint> = {}): Blueprint {
  return {
    name: 'demo',
    version: '1.0.0',
    summary: 'A product for tests',
    params: z.strictObject({ greeting: z.string().max(100).default('hello') }),
    tiers: ['free', 'pro'],
    defaultTier: 'free',
    slug: { lengthMin: 3, lengthMax: 30, reserved: [] },
    operations: [],
    operationDeadlineMs: 30 * minuteMs,
    namespace: () => demoNamespace,
    claims: ({ tenant }) => [`host:${tenant.slug}.demo.test`],
    render: (context) => [...wantedObjects(context).map(({ object }) => object), demoJob(context)],
    steps: ({ kind, ...context }) =>
      kind === 'delete' ? deleteSteps(context) : createSteps(context),
    ...overrides,
  };
}

function createSteps(context: RenderContext): readonly StepSpec[] {
  const { tenant } = context;
  const deadlineMs = 10 * minuteMs;
  const job = demoJob(context);
  return [
    {
      kind: 'check-prerequisites',
      name: 'check-prerequisites',
      deadlineMs,
      prerequisites: [{ ref: { apiVersion: 'v1', kind: 'Namespace', name: demoNamespace } }],
    },
    {
      kind: 'ensure-secrets',
      name: 'ensure-secrets',
      deadlineMs,
      secrets: [{ ...metadata(context, 'credentials'), keys: ['password'] }],
    },
    { kind: 'apply-objects', name: 'apply', deadlineMs, objects: wantedObjects(context) },
    { kind: 'run-job', name: 'set-up', deadlineMs, job },
    {
      kind: 'await-ready',
      name: 'await-ready',
      deadlineMs,
      refs: wantedObjects(context).map(({ object }) => refOf(object)),
    },
    {
      kind: 'set-outputs',
      name: 'set-outputs',
      deadlineMs,
      siteUrl: `https://${tenant.slug}.demo.test`,
      outputs: { job: job.metadata?.name ?? '' },
    },
  ];
}

function deleteSteps(context: RenderContext): readonly StepSpec[] {
  const deadlineMs = 10 * minuteMs;
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: demoNamespace,
    name: metadata(context, 'credentials').name,
  };
  const job = refOf(demoJob(context));
  return [
    { kind: 'stop-jobs', name: 'stop-jobs', deadlineMs, refs: [job] },
    {
      kind: 'delete-objects',
      name: 'delete-objects',
      deadlineMs,
      refs: [...wantedObjects(context).map(({ object }) => refOf(object)), secret, job],
    },
    {
      kind: 'confirm-gone',
      name: 'confirm-gone',
      deadlineMs,
      namespace: demoNamespace,
      kinds: [
        { apiVersion: 'v1', kind: 'ConfigMap' },
        { apiVersion: 'v1', kind: 'Service' },
        { apiVersion: 'batch/v1', kind: 'Job' },
      ],
      refs: [secret],
    },
  ];
}

function wantedObjects(context: RenderContext): readonly StagedObject[] {
  const greeting = String(context.params['greeting']);
  return [
    staged('config', configMap(context, 'greeting', { greeting })),
    staged('config', configMap(context, 'settings', { slug: context.tenant.slug })),
    staged('workload', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(context, 'web'),
      spec: { ports: [{ name: 'http', port: 80 }], selector: { app: context.tenant.slug } },
    } as KubernetesObject),
  ];
}

function staged(stage: Stage, object: KubernetesObject): StagedObject {
  return { stage, object };
}

function configMap(context: RenderContext, name: string, data: Record<string, string>) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(context, name), data };
}

function demoJob(context: RenderContext): V1Job {
  const container = { name: 'set-up', image: 'example.test/set-up:1.0.0', command: ['true'] };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(context, 'set-up'),
    spec: {
      backoffLimit: 2,
      template: { spec: { restartPolicy: 'Never', containers: [container] } },
    },
  };
}

function metadata({ tenant }: RenderContext, name: string) {
  return {
    name: `${tenant.slug}-${tenant.id8}-${name}`,
    namespace: tenant.namespace,
    labels: { ...ownerLabels(tenant.id, 'demo') },
  };
}
