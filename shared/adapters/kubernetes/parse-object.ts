import type { ObservedObject } from '../../kubernetes/object.ts';
import type { ObjectPage } from '../../ports/cluster.ts';
import { parseJsonObject } from './parse-status.ts';

/** The kind that was asked for: items of a list do not name theirs. */
export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The object of a successful answer; undefined when the text is not a stored object of that kind. */
export function parseObject(text: string, expected: KindName): ObservedObject | undefined {
  return toObject(parseJsonObject(text), expected);
}

/** The page of a successful list; undefined when the text is not a list of such objects. */
export function parsePage(text: string, expected: KindName): ObjectPage | undefined {
  const list = parseJsonObject(text);
  const { items, metadata } = list ?? {};
  if (!Array.isArray(items)) return undefined;
  const objects = items
    .map((item) => toObject(item, expected))
    .filter((item) => item !== undefined);
  if (objects.length !== items.length) return undefined;
  const { continue: continueToken } = (metadata ?? {}) as { continue?: string };
  return continueToken ? { items: objects, continueToken } : { items: objects };
}

function toObject(value: unknown, { apiVersion, kind }: KindName): ObservedObject | undefined {
  // This is the door where objects are parsed: what is checked here is all that the type promises.
  const object = { ...(value as ObservedObject), apiVersion, kind };
  const { name, uid, resourceVersion } = object.metadata ?? {};
  const isStored = [name, uid, resourceVersion].every((part) => typeof part === 'string');
  const isExpected =
    (value as ObservedObject | undefined)?.kind === undefined || sameKind(value, kind);
  return isStored && isExpected ? object : undefined;
}

function sameKind(value: unknown, kind: string): boolean {
  return (value as ObservedObject).kind === kind;
}
