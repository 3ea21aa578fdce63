import { describe, expect, it } from 'vitest';
import {
  refOfScale,
  rememberedReplicas,
  scaleMemoryAfter,
  scaleOf,
} from '../../../shared/provisioning/scale-memory.ts';

const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'web' };
const api = { ...web, name: 'api' };

describe('scaleMemoryAfter()', () => {
  it('puts in what was remembered, over what was known of the same workload', () => {
    const memory = scaleMemoryAfter([scaleOf(web, 3), scaleOf(api, 2)], {
      remembered: [scaleOf(api, 4)],
    });

    expect(memory).toEqual([scaleOf(web, 3), scaleOf(api, 4)]);
  });

  it('takes out what was brought back', () => {
    expect(scaleMemoryAfter([scaleOf(web, 3), scaleOf(api, 2)], { forgotten: [web] })).toEqual([
      scaleOf(api, 2),
    ]);
  });

  it('takes out what was remembered and brought back in one run', () => {
    const findings = { remembered: [scaleOf(web, 0)], forgotten: [web] };

    expect(scaleMemoryAfter([scaleOf(web, 3), scaleOf(api, 2)], findings)).toEqual([
      scaleOf(api, 2),
    ]);
  });

  it('stays as it is when a step found nothing of the kind', () => {
    expect(scaleMemoryAfter([scaleOf(web, 3)], {})).toEqual([scaleOf(web, 3)]);
  });
});

describe('rememberedReplicas()', () => {
  it('tells none from nothing known', () => {
    const memory = [scaleOf(web, 0)];

    expect([rememberedReplicas(memory, web), rememberedReplicas(memory, api)]).toEqual([
      0,
      undefined,
    ]);
  });

  it('tells kinds and namespaces apart', () => {
    const memory = [scaleOf(web, 3)];

    const others = [
      { ...web, kind: 'StatefulSet' },
      { ...web, namespace: 'b' },
    ];
    expect(others.map((ref) => rememberedReplicas(memory, ref))).toEqual([undefined, undefined]);
  });
});

describe('refOfScale()', () => {
  it('names the workload that an entry was made of', () => {
    expect(refOfScale(scaleOf(web, 3))).toEqual(web);
  });
});
