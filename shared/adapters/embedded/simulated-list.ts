import { Buffer } from 'node:buffer';
import type { ListRequest, ObjectPage } from '../../ports/cluster.ts';
import { simulatedKind } from './simulated-kinds.ts';
import { withManagedFields } from './simulated-managed-fields.ts';
import type { SimulatedObjects, SimulatedRecord } from './simulated-objects.ts';
import { type SimulatedCall, simulatedRefusal } from './simulated-refusal.ts';
import { parseSimulatedSelector } from './simulated-selector.ts';

const pageLimitMax = 500;
const batchSize = 500;

/** A page of objects in the order of namespace and name; selectors of equality only. */
export function listSimulated(objects: SimulatedObjects, request: ListRequest): ObjectPage {
  const { apiVersion, kind, namespace, labelSelector = '', limit } = request;
  const call: SimulatedCall = { verb: 'list', ref: { apiVersion, kind, name: namespace ?? '*' } };
  guardList(call, limit);
  const fits = labelSelector === '' ? () => true : parseSimulatedSelector(labelSelector);
  if (fits === undefined) {
    const why = `the label selector "${labelSelector}" is not simulated`;
    throw simulatedRefusal('unsupported_in_simulation', call, why);
  }
  const found: SimulatedRecord[] = [];
  let after = startOf(request.continueToken);
  // Ends: every turn begins after the last record of the turn before.
  for (;;) {
    const batch = objects.list({ kind, namespace, after, limit: batchSize });
    found.push(...batch.filter(({ object }) => fits(object.metadata.labels ?? {})));
    const last = batch.at(-1);
    if (found.length > limit || last === undefined || batch.length < batchSize) break;
    after = positionOf(last);
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const page = { items: items.map(withManagedFields) };
  return found.length > limit && last !== undefined
    ? { ...page, continueToken: tokenOf(last) }
    : page;
}

function guardList(call: SimulatedCall, limit: number): void {
  const { kind } = call.ref;
  if (kind === 'Secret') {
    throw simulatedRefusal('cluster_forbidden', call, 'secrets are read by name only');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > pageLimitMax) {
    throw new RangeError(
      `Cannot list "${kind}": the limit must be 1 to ${pageLimitMax}, not ${limit}`,
    );
  }
  simulatedKind(call);
}

interface Position {
  readonly namespace: string;
  readonly name: string;
}

function positionOf({ object: { metadata } }: SimulatedRecord): Position {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}

function tokenOf(record: SimulatedRecord): string {
  return Buffer.from(JSON.stringify(positionOf(record))).toString('base64url');
}

function startOf(token: string | undefined): Position {
  if (token === undefined) return { namespace: '', name: '' };
  return JSON.parse(Buffer.from(token, 'base64url').toString()) as Position;
}
