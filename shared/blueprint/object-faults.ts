import type { KubernetesObject, V1Container, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { InputError } from '../tenant/errors.ts';
import { labelLengthMax } from '../tenant/names.ts';
import { isSealed } from '../tenant/sealed-token.ts';
import { copiedRegistries, copiedValue, generatedValue, sealedValue } from './shown-secret.ts';

/** What the platform's owner allows. */
export interface ObjectRules {
  /** Whether an image may have the tag `latest`. */
  readonly isLatestAllowed: boolean;
}

/** Everything in an object of a blueprint that the platform does not take. */
export function objectFaults(object: KubernetesObject, rules: ObjectRules): readonly InputError[] {
  const pointer = `/objects/${object.kind}/${object.metadata?.name}`;
  const faults = [
    ...nameFaults(object),
    ...labelFaults(object),
    ...secretFaults(object),
    ...containersOf(object).flatMap((container) => containerFaults(container, rules)),
  ];
  return faults.map((message) => ({ pointer, code: 'invalid', message }));
}

const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

function nameFaults({ metadata }: KubernetesObject): readonly string[] {
  const names = [metadata?.name ?? '', metadata?.namespace ?? 'none'];
  return names
    .filter((name) => name.length > labelLengthMax || !dnsLabel.test(name))
    .map((name) => `the name "${name}" is no DNS label of at most ${labelLengthMax} characters`);
}

const labelValue = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

function labelFaults({ metadata }: KubernetesObject): readonly string[] {
  return Object.entries(metadata?.labels ?? {})
    .filter(([, value]) => !labelValue.test(value))
    .map(([key]) => `the value of label "${key}" is not legal`);
}

function secretFaults(object: KubernetesObject): readonly string[] {
  if (object.kind !== 'Secret') return [];
  const { data, stringData } = object as Readonly<Record<string, Record<string, unknown>>>;
  return Object.entries({ ...data, ...stringData })
    .filter(([, value]) => !isStandIn(value))
    .map(([key]) => `key "${key}" holds a secret in plain text`);
}

function isStandIn(value: unknown): boolean {
  const standIns: readonly unknown[] = [generatedValue, sealedValue, copiedValue, copiedRegistries];
  return standIns.includes(value) || (typeof value === 'string' && isSealed(value));
}

/** Containers of the pod template of a Job, Deployment, StatefulSet or DaemonSet. */
function containersOf(object: KubernetesObject): readonly V1Container[] {
  const { spec } = object as { spec?: { template?: V1PodTemplateSpec } };
  const pod = spec?.template?.spec;
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
}

function containerFaults(container: V1Container, { isLatestAllowed }: ObjectRules) {
  const { name, image = '', env = [] } = container;
  const tag = tagOf(image);
  const secrets = env.filter((each) => each.value !== undefined && looksSecret(each.name));
  return [
    ...(tag === undefined ? [`image "${image}" of ${name} has neither a tag nor a digest`] : []),
    ...(tag === 'latest' && !isLatestAllowed
      ? [`image "${image}" of ${name} has the tag latest`]
      : []),
    ...secrets.map((each) => `variable ${each.name} of ${name} holds a secret in plain text`),
  ];
}

/** The tag, or the digest; undefined when there is neither. A colon before a slash is a port's. */
function tagOf(image: string): string | undefined {
  const [name = '', digest] = image.split('@');
  return digest ?? /:([^:/]+)$/.exec(name)?.[1];
}

function looksSecret(variable: string): boolean {
  return /(PASSWORD|SECRET|TOKEN|PRIVATE_KEY|API_KEY)$/.test(variable);
}
