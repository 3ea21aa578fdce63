import { type ComponentName, componentNames } from './component-name.ts';
import { imageFault } from './image-reference.ts';
import { ingressFaults } from './ingress-faults.ts';
import type { ParamsFault } from './params-fault.ts';
import { amountOf } from './quantity.ts';
import { secretFaults } from './secret-faults.ts';
import { secretFilesFaults } from './secret-files-faults.ts';
import type { StarterParams } from './starter-params.ts';

/** Every contradiction within the params. */
export function paramsFaults(params: StarterParams): readonly ParamsFault[] {
  return [
    ...workerFaults(params),
    ...componentNames.flatMap((name) => resourceFaults(params, name)),
    ...secretFaults(params),
    ...secretFilesFaults(params),
    ...ingressFaults(params),
    ...scalingFaults(params),
  ];
}

function workerFaults({ worker: { enabled, image = '' } }: StarterParams): readonly ParamsFault[] {
  if (!enabled) return [];
  const path = ['worker', 'image'];
  const message = 'Is required while worker.enabled is true';
  if (image === '') return [{ path, code: 'required', message }];
  const fault = imageFault(image);
  return fault === undefined ? [] : [{ path, ...fault }];
}

function resourceFaults(params: StarterParams, name: ComponentName): readonly ParamsFault[] {
  const { requests, limits } = params[name].resources;
  return (['cpu', 'memory'] as const)
    .filter((each) => amountOf(requests[each]) > amountOf(limits[each]))
    .map((each) => ({
      path: [name, 'resources', 'requests', each],
      code: 'too_big',
      message: `Must be at most the limit, ${limits[each]}`,
    }));
}

function scalingFaults({ autoscaling }: StarterParams): readonly ParamsFault[] {
  return (['api', 'web'] as const)
    .filter((name) => autoscaling[name].minReplicas > autoscaling[name].maxReplicas)
    .map((name) => ({
      path: ['autoscaling', name, 'maxReplicas'],
      code: 'too_small',
      message: `Must be at least minReplicas, ${autoscaling[name].minReplicas}`,
    }));
}
