import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { ControlPlane } from './rig/connect-rig.ts';

/** One rule of a role. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** An object that `infra/kubernetes/` ships. */
export interface Shipped {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
}

/** One line of the API server's audit log (audit.k8s.io/v1 Event). */
export interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource?: string;
    readonly subresource?: string;
  };
  readonly responseStatus?: { readonly code?: number };
}

const frappeFiles = ['role', 'admission-policy'];

/** What files of `infra/kubernetes/` hold, for this namespace instead of `frappe`. */
export function shippedObjects(
  namespace: string,
  files: readonly string[] = frappeFiles,
): readonly Shipped[] {
  return files.flatMap((name) => {
    const text = readFileSync(`infra/kubernetes/${name}.yaml`, 'utf8');
    const documents = parseAllDocuments(text.replaceAll(/\bfrappe\b/g, namespace));
    return documents.map((document) => document.toJS() as Shipped);
  });
}

/**
 * Applies what is shipped, as the owner of the cluster would. What is there already stays. Resolves
 * to what takes away again what was not there: other tests begin without any right.
 */
export async function applyShipped(
  rig: ControlPlane,
  namespace: string,
  files: readonly string[] = frappeFiles,
): Promise<() => Promise<void>> {
  const made: string[] = [];
  for (const object of shippedObjects(namespace, files)) {
    const path = `/apis/${object.apiVersion}/${collectionOf(object.kind, namespace)}`;
    const { status, body } = await rig.request({ method: 'POST', path, body: object });
    if (status === 201) made.push(`${path}/${object.metadata.name}`);
    else if (status !== 409) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
  }
  return async () => {
    for (const path of made) await rig.request({ method: 'DELETE', path });
  };
}

/** Everything that the user `tenantry` asked of the API server so far. */
export function auditEvents(rig: ControlPlane): readonly AuditEvent[] {
  const lines = readFileSync(rig.auditLogPath, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditEvent);
}

/** `verb group/resource` of what a request needed. */
export function rightOf({ verb, objectRef }: AuditEvent): string {
  const { apiGroup = '', resource, subresource } = objectRef ?? {};
  return `${verb} ${apiGroup}/${resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** `verb group/resource` of every right that a rule gives. */
export function rightsOf({ apiGroups, resources, verbs }: Rule): readonly string[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
  );
}

function collectionOf(kind: string, namespace: string): string {
  const collection =
    kind === 'ValidatingAdmissionPolicy' ? 'validatingadmissionpolicies' : `${kind.toLowerCase()}s`;
  return /^Role/.test(kind) ? `namespaces/${namespace}/${collection}` : collection;
}
