import type { V1Secret } from '@kubernetes/client-node';
import { sourceAnnotation } from './labels.ts';
import type { ObservedObject } from './object.ts';

/** Where a copy goes, and what of its source it takes. */
export interface CopyTarget {
  readonly to: {
    readonly namespace: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** Absent: whatever there is. */
  readonly keys?: readonly string[];
}

/** Which state of a Secret a copy was made of; says nothing of its values. */
export function versionOf({ metadata }: ObservedObject): string {
  return `${metadata.uid}/${metadata.resourceVersion}`;
}

/** The wanted keys that a Secret does not have. */
export function missingKeys(
  source: ObservedObject,
  { keys = [] }: Pick<CopyTarget, 'keys'>,
): readonly string[] {
  const data = dataOf(source);
  return keys.filter((key) => !Object.hasOwn(data, key));
}

/** The copy of a Secret. It holds values: for the cluster alone, never for a record, log or answer. */
export function secretCopy(source: ObservedObject, { to, keys }: CopyTarget): V1Secret {
  const { namespace, name, labels } = to;
  const all = Object.entries(dataOf(source));
  const wanted = keys === undefined ? all : all.filter(([key]) => keys.includes(key));
  const annotations = { [sourceAnnotation]: versionOf(source) };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name, labels: { ...labels }, annotations },
    type: String(source['type'] ?? 'Opaque'),
    data: Object.fromEntries(wanted),
  };
}

/** Whether the copy is what the source was last copied to, whoever may have changed it since. */
export function isSameCopy(have: ObservedObject, want: V1Secret): boolean {
  const [had, wanted] = [dataOf(have), want.data ?? {}];
  const isSameData =
    Object.keys(had).length === Object.keys(wanted).length &&
    Object.entries(wanted).every(([key, value]) => had[key] === value);
  const { labels = {}, annotations = {} } = have.metadata;
  const isMarked =
    annotations[sourceAnnotation] === want.metadata?.annotations?.[sourceAnnotation] &&
    Object.entries(want.metadata?.labels ?? {}).every(([key, value]) => labels[key] === value);
  return isSameData && isMarked;
}

function dataOf(secret: ObservedObject): Readonly<Record<string, string>> {
  // The API server has validated it: text by key, base64.
  return (secret['data'] ?? {}) as Readonly<Record<string, string>>;
}
