import type { BlueprintTenant, RenderContext } from '../../blueprint/blueprint.ts';
import type { ObjectRef } from '../../kubernetes/object.ts';
import { boundedName } from '../../tenant/names.ts';
import { type FrappeParams, frappeParams } from './frappe-params.ts';
import type { FrappeSettings } from './frappe-settings.ts';

/** Everything that the objects of one site are made of. */
export interface FrappeSite {
  readonly tenant: BlueprintTenant;
  readonly params: FrappeParams;
  readonly settings: FrappeSettings;
  /** Name of the site for bench, and its host: `<slug>.<baseDomain>`. */
  readonly site: string;
  /**
   * Name of its database and database user. Follows from the tenant's id, so that a second attempt
   * finds the database of the first one (bench 16 would draw another random name).
   */
  readonly database: string;
}

/** The site of a tenant. Throws when the params were not parsed by the blueprint's schema. */
export function siteOf(settings: FrappeSettings, { tenant, params }: RenderContext): FrappeSite {
  return {
    tenant,
    params: frappeParams.parse(params),
    settings,
    site: hostOf(settings, tenant.slug),
    database: `_${tenant.id.replaceAll('-', '').slice(0, 16)}`,
  };
}

/** The host under which a slug is served. */
export function hostOf({ baseDomain }: FrappeSettings, slug: string): string {
  return `${slug}.${baseDomain}`;
}

/** The Secret with the Administrator's password, under `adminPasswordKey`. */
export function credentialsRef({ id8, namespace }: BlueprintTenant): ObjectRef {
  const name = boundedName(['tenant', id8, 'credentials']);
  return { apiVersion: 'v1', kind: 'Secret', namespace, name };
}

/** Key of the Administrator's password in the tenant's Secret. */
export const adminPasswordKey = 'admin-password';

/** A Job of the tenant: `<task>-<id8>-<slug>`. */
export function jobRef({ id8, slug, namespace }: BlueprintTenant, task: FrappeTask): ObjectRef {
  const name = boundedName([task, id8, slug]);
  return { apiVersion: 'batch/v1', kind: 'Job', namespace, name };
}

/** What Jobs do to a site. */
export type FrappeTask = 'provision' | 'update' | 'migrate' | 'suspend' | 'resume' | 'drop-site';

/** Every task, so that each one's Job is found. */
export const frappeTasks: readonly FrappeTask[] = [
  'provision',
  'update',
  'migrate',
  'suspend',
  'resume',
  'drop-site',
];
