import type { KubernetesObject, V1Job } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Blueprint } from '../../../shared/blueprint/blueprint.ts';
import type { StepSpec } from '../../../shared/blueprint/step-spec.ts';
import { assertBlueprint, blueprintFaults } from '../../../shared/blueprint/validate-blueprint.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';

const check = { sample: {}, isLatestAllowed: false };

function configMap(name: string, parts: object = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n' }, ...parts };
}

function jobWith(image: string, env: readonly { name: string; value?: string }[] = []): V1Job {
  const containers = [{ name: 'c', image, env: [...env] }];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'job', namespace: 'n' },
    spec: { template: { spec: { containers, restartPolicy: 'Never' } } },
  };
}

const step: StepSpec = {
  kind: 'set-outputs',
  name: 'set-outputs',
  deadlineMs: 1,
  siteUrl: null,
  outputs: {},
};

function aBlueprint(overrides: Partial<Blueprint> = {}): Blueprint {
  return {
    name: 'widget',
    version: '1.0.0',
    summary: 'A widget',
    params: z.strictObject({}),
    tiers: ['standard'],
    defaultTier: 'standard',
    slug: { lengthMin: 3, lengthMax: 30, reserved: [] },
    operations: [],
    operationDeadlineMs: 1_000,
    namespace: () => 'n',
    claims: () => [],
    render: ({ tenant }) => [configMap(`widget-${tenant.slug}`)],
    steps: () => [step],
    ...overrides,
  };
}

function faults(overrides: Partial<Blueprint>, isLatestAllowed = false): readonly string[] {
  return blueprintFaults(aBlueprint(overrides), { ...check, isLatestAllowed }).map(
    ({ pointer, message }) => `${pointer} ${message}`,
  );
}

describe('blueprintFaults()', () => {
  it('finds nothing wrong with a good blueprint', () => {
    expect(faults({})).toEqual([]);
  });

  it.each<[string, Partial<Blueprint>]>([
    ['/name must be in kebab-case', { name: 'Widget' }],
    ['/version must be a semantic version', { version: 'v1' }],
    ['/defaultTier must be one of the tiers', { defaultTier: 'gold' }],
    ['/operationDeadlineMs must be above 0', { operationDeadlineMs: 0 }],
    [
      '/slug must allow lengths within 1 and 63',
      { slug: { lengthMin: 9, lengthMax: 3, reserved: [] } },
    ],
    ['/params/nmae Is required', { params: z.strictObject({ nmae: z.string() }) }],
    ['/steps/create must not be empty', { steps: ({ kind }) => (kind === 'create' ? [] : [step]) }],
    ['/steps/create must have names that differ', { steps: () => [step, step] }],
    [
      '/steps/create/set-outputs must have a deadline above 0',
      { steps: () => [{ ...step, deadlineMs: 0 }] },
    ],
    [
      '/steps/suspend must not be empty',
      { operations: ['suspend'], steps: ({ kind }) => (kind === 'suspend' ? [] : [step]) },
    ],
  ])('tells: %s', (fault, overrides) => {
    expect(faults(overrides)).toEqual([fault]);
  });

  it('tells that render is not pure', () => {
    const names = ['a', 'b', 'c', 'd'];

    expect(faults({ render: () => [configMap(names.shift() ?? 'e')] })).toEqual([
      '/render must give the same objects for the same context',
    ]);
  });

  it('tells a name that only a long slug makes too long', () => {
    const render: Blueprint['render'] = ({ tenant }) => [
      configMap(`${'w'.repeat(50)}-${tenant.slug}`),
    ];

    expect(faults({ render })).toHaveLength(1);
    expect(faults({ render })[0]).toContain('is no DNS label of at most 63 characters');
  });

  it('tells a label value that is not legal', () => {
    const labels = { owner: 'a@b.co' };
    const render = () => [configMap('w', { metadata: { name: 'w', namespace: 'n', labels } })];

    expect(faults({ render })).toEqual([
      '/objects/ConfigMap/w the value of label "owner" is not legal',
    ]);
  });

  it.each(['data', 'stringData'])('tells a Secret with %s in plain text', (field) => {
    const secret = { ...configMap('s', { [field]: { token: 'hunter2' } }), kind: 'Secret' };

    const found = faults({ render: () => [secret] });

    expect(found).toEqual(['/objects/Secret/s key "token" holds a secret in plain text']);
  });

  it.each(['<generated>', '<copied>'])('takes a Secret whose values read %s', (token) => {
    const secret = { ...configMap('s', { stringData: { token } }), kind: 'Secret' };

    expect(faults({ render: () => [secret] })).toEqual([]);
  });

  it.each(['DB_PASSWORD', 'API_TOKEN', 'CLIENT_SECRET', 'STRIPE_API_KEY'])(
    'tells a variable %s with its value in plain text',
    (name) => {
      const found = faults({ render: () => [jobWith('x:1', [{ name, value: 'hunter2' }])] });

      expect(found).toEqual([
        `/objects/Job/job variable ${name} of c holds a secret in plain text`,
      ]);
    },
  );

  it.each(['x', 'localhost:5000/x', 'a/b/c'])('tells that image %s has no tag', (image) => {
    expect(faults({ render: () => [jobWith(image)] })).toEqual([
      `/objects/Job/job image "${image}" of c has neither a tag nor a digest`,
    ]);
  });

  it.each([
    'x:1',
    'localhost:5000/x:1',
    `x@sha256:${'0'.repeat(64)}`,
    `x:latest@sha256:${'0'.repeat(64)}`,
  ])('takes image %s', (image) => {
    expect(faults({ render: () => [jobWith(image)] })).toEqual([]);
  });

  it('takes the tag latest only where it is allowed', () => {
    const render = () => [jobWith('x:latest')];

    expect(faults({ render })).toEqual([
      '/objects/Job/job image "x:latest" of c has the tag latest',
    ]);
    expect(faults({ render }, true)).toEqual([]);
  });

  it('looks at the objects of steps too', () => {
    const steps: Blueprint['steps'] = () => [
      { kind: 'run-job', name: 'run', deadlineMs: 1, job: jobWith('x') },
      {
        kind: 'apply-objects',
        name: 'apply',
        deadlineMs: 1,
        objects: [{ stage: 'config', object: configMap('Not_A_Label') }],
      },
    ];

    expect(faults({ steps })).toEqual([
      '/objects/Job/job image "x" of c has neither a tag nor a digest',
      '/objects/ConfigMap/Not_A_Label the name "Not_A_Label" is no DNS label of at most 63 characters',
    ]);
  });
});

describe('assertBlueprint()', () => {
  it('looks at what takes steps back too, and keeps the names of that free', () => {
    const undo: StepSpec = { ...step, deadlineMs: 0 };

    expect(faults({ steps: () => [{ ...step, undo }] })).toContain(
      '/steps/create/set-outputs must have a deadline above 0',
    );
    expect(faults({ steps: () => [{ ...step, name: 'undo-it' }] })).toContain(
      '/steps/create must have names that do not begin with "undo-"',
    );
  });

  it('throws with every fault', () => {
    const bad = aBlueprint({ name: 'Widget', version: '1' });

    expect(() => assertBlueprint(bad, check)).toThrow(TenantryError);
    expect(() => assertBlueprint(bad, check)).toThrow(
      'Cannot register blueprint "Widget": /name: must be in kebab-case; /version: must be a semantic version',
    );
  });

  it('does not throw for a good blueprint', () => {
    expect(() => assertBlueprint(aBlueprint(), check)).not.toThrow();
  });
});
