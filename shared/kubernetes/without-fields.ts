import type { KubernetesObject } from '@kubernetes/client-node';
import { isMembers } from './field-tree.ts';

/**
 * The object without the fields at these pointers (RFC 6901), and without objects and lists that
 * nothing is left of. The object itself when there are none.
 */
export function withoutFields<T extends KubernetesObject>(
  object: T,
  pointers: readonly string[],
): T {
  if (pointers.length === 0) return object;
  const paths = pointers.map((pointer) => pointer.split('/').slice(1).map(unescaped));
  return without(object, paths) as T;
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function without(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.length === 0) return value;
  if (paths.some((path) => path.length === 0)) return undefined;
  const kept = (name: string, each: unknown) =>
    without(
      each,
      paths.filter(([first]) => first === name).map((path) => path.slice(1)),
    );
  if (Array.isArray(value)) return filled(value.map((item, index) => kept(String(index), item)));
  if (!isMembers(value)) return value;
  return filled(
    Object.fromEntries(Object.entries(value).map(([name, each]) => [name, kept(name, each)])),
  );
}

/** What is left of an object or a list; undefined when that is nothing. */
function filled(value: Readonly<Record<string, unknown>> | readonly unknown[]): unknown {
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
