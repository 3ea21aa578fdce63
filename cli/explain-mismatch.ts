import type { Json } from '../shared/tenant/json.ts';
import type { TenantView } from '../shared/use-cases/tenant-view.ts';
import { ApiError } from './api-error.ts';
import type { Client } from './client.ts';

/** What a person may have changed of a tenant. */
const members = [
  'version',
  'tier',
  'params',
  'labels',
  'organization',
  'deletion_protection',
  'status',
] as const satisfies readonly (keyof TenantView)[];

/**
 * The error of a refused wish; where the tenant has changed since it was read (412), with what is
 * other now, so that whoever asked can decide anew.
 */
export async function explainMismatch(
  client: Pick<Client, 'getTenant'>,
  before: TenantView,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ApiError) || error.code !== 'generation_mismatch') return error;
  const after = await client.getTenant(before.id).catch(() => undefined);
  if (after === undefined) return error;
  const lines = [...changedLines(before, after), latestLine(after)].map((line) => `  ${line}`);
  const { status, requestId, errors, extensions } = error;
  const message = [error.message, ...lines].join('\n');
  return new ApiError(error.code, message, { status, requestId, errors, extensions, cause: error });
}

/** A line for each value that differs: `params.image.tag: "v1" -> "v2"`. */
function changedLines(before: TenantView, after: TenantView): readonly string[] {
  const from = valuesOf(before);
  const to = valuesOf(after);
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((path) => from.get(path) !== to.get(path))
    .map((path) => `${path}: ${from.get(path) ?? 'not set'} -> ${to.get(path) ?? 'not set'}`);
}

function valuesOf(tenant: TenantView): ReadonlyMap<string, string> {
  return new Map(members.flatMap((name) => leaves(name, tenant[name])));
}

function leaves(path: string, value: Json): readonly (readonly [string, string])[] {
  const isInner = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isInner) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, member]) => leaves(`${path}.${name}`, member));
}

function latestLine({ generation, updated_at, operation }: TenantView): string {
  const { kind, state } = operation;
  return `generation ${generation} since ${updated_at}; latest operation: ${kind} ${state}`;
}
