import { type FieldChange, fieldChanges } from '../kubernetes/field-changes.ts';
import type { Page, PageRequest, Store } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Revision } from '../tenant/records.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { findTenant, type TenantQuestion } from './find-tenant.ts';

/** A revision as callers see it. */
export interface RevisionView extends Omit<Revision, 'schema'> {
  /** Among the last that came true. */
  readonly is_good: boolean;
  /** What the tenant is made of now. */
  readonly is_current: boolean;
}

/** A revision, and how it differs from another. */
export interface RevisionDetails extends RevisionView {
  /** Null: no comparison was asked for. */
  readonly comparison: {
    /** Number of the other revision. */
    readonly with: number;
    /** From the other one to this one. */
    readonly changes: readonly FieldChange[];
  } | null;
}

/** The tenant's revisions, oldest first. Rejects with `tenant_not_found`. */
export async function listRevisions(
  { store }: { readonly store: Pick<Store, 'get' | 'listRevisions'> },
  { page, ...question }: TenantQuestion & { readonly page: PageRequest },
): Promise<Page<RevisionView>> {
  const tenant = await findTenant(store, question);
  const { items, ...rest } = await store.listRevisions(tenant.id, page);
  return { ...rest, items: items.map((revision) => revisionView(tenant, revision)) };
}

/** Which revision is asked for, and which it is compared with. */
export interface RevisionQuestion extends TenantQuestion {
  readonly number: number;
  readonly compareWith?: number;
}

/** One revision. Rejects with `tenant_not_found` or `revision_not_found`. */
export async function getRevision(
  { store }: { readonly store: Pick<Store, 'get'> },
  { number, compareWith, ...question }: RevisionQuestion,
): Promise<RevisionDetails> {
  const tenant = await findTenant(store, question);
  const revision = await findRevision(store, tenant, number);
  const view = revisionView(tenant, revision);
  if (compareWith === undefined) return { ...view, comparison: null };
  const other = await findRevision(store, tenant, compareWith);
  const changes = fieldChanges(specOf(other), specOf(revision));
  return { ...view, comparison: { with: compareWith, changes } };
}

/** What callers see of a tenant's revision. */
export function revisionView(
  { good_revisions, revision: current }: Tenant,
  { schema: _, ...revision }: Revision,
): RevisionView {
  const { number } = revision;
  return {
    ...revision,
    is_good: good_revisions.includes(number),
    is_current: number === current,
  };
}

async function findRevision(
  store: Pick<Store, 'get'>,
  { id, slug }: Tenant,
  number: number,
): Promise<Revision> {
  const revision = await store.get('revisions', `${id}/${number}`);
  if (revision !== undefined) return revision;
  throw new TenantryError(
    'revision_not_found',
    `Cannot find revision ${number} of tenant "${slug}"; GET /tenants/${id}/revisions lists them`,
  );
}

function specOf({ blueprint, tier, params }: Revision) {
  return { blueprint, tier, params };
}
