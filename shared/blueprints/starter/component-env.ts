import type { V1EnvVar } from '@kubernetes/client-node';
import type { ComponentName } from './component-name.ts';
import { secretsOf } from './component-secrets.ts';
import type { StarterSite } from './starter-site.ts';

/**
 * The variables of a component: the secret ones first, so that plain ones may refer to them, then
 * the plain ones, then what the worker's being there sets and nobody has set. Each part by name.
 */
export function componentEnv(site: StarterSite, component: ComponentName): readonly V1EnvVar[] {
  const { env } = site.params[component];
  const { name = '', entries = {} } = secretsOf(site, component) ?? {};
  const secret = Object.keys(entries).map((key) => ({
    name: key,
    valueFrom: { secretKeyRef: { name, key } },
  }));
  const preset = Object.entries(billingFlags(site, component)).filter(
    ([key]) => !Object.hasOwn(env, key) && !Object.hasOwn(entries, key),
  );
  return [...secret, ...plain(Object.entries(env)), ...plain(preset)];
}

function plain(entries: readonly (readonly [string, string])[]): readonly V1EnvVar[] {
  return entries
    .map(([name, value]) => ({ name, value }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Retries and stream replay run once: in the worker when there is one. */
function billingFlags(
  { params }: StarterSite,
  component: ComponentName,
): Readonly<Record<string, string>> {
  if (!params.worker.enabled || component === 'web') return {};
  const isWorker = component === 'worker';
  return {
    ENABLE_BILLING_RETRY_WORKER: String(isWorker),
    ENABLE_BILLING_STREAM_REPLAY: String(isWorker),
    ...(isWorker && { BILLING_RETRY_DEPLOYMENT_MODE: 'dedicated' }),
  };
}
