import type { PlanWarning } from '../../blueprint/blueprint.ts';
import type { StarterParams } from './starter-params.ts';

const flags = ['ENABLE_BILLING_RETRY_WORKER', 'ENABLE_BILLING_STREAM_REPLAY'] as const;

/** Billing that nobody retries, or several pods do. */
export function billingWarnings(params: StarterParams): readonly PlanWarning[] {
  const { api, worker } = params;
  const isOff = (flag: string) =>
    worker.enabled
      ? worker.env[flag] === 'false' && api.env[flag] !== 'true'
      : api.env[flag] === 'false';
  const isTwice = (flag: string) =>
    worker.enabled && api.env[flag] === 'true' && worker.env[flag] !== 'false';
  const off = flags.filter(isOff);
  const twice = flags.filter(isTwice);
  return [
    ...warning('billing_off', off, 'is off in every pod: nobody does what it stands for'),
    ...warning('billing_twice', twice, 'is on in api.env beside the worker: both do it'),
    ...(worker.enabled ? [] : repeatedBilling(params)),
  ];
}

function warning(code: string, names: readonly string[], what: string): readonly PlanWarning[] {
  return names.map((name) => ({ code, message: `${name} ${what}` }));
}

/** Without a worker each pod of the API retries and replays what another one does. */
function repeatedBilling({ autoscaling, api }: StarterParams): readonly PlanWarning[] {
  const { minReplicas, maxReplicas } = autoscaling.api;
  const podsMax = autoscaling.enabled ? maxReplicas : minReplicas;
  if (podsMax < 2 || flags.every((flag) => api.env[flag] === 'false')) return [];
  const message = `Up to ${podsMax} pods of api retry billing at once: enable the worker`;
  return [{ code: 'billing_not_dedicated', message }];
}
