import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { BlueprintTenant, RenderContext } from '../../blueprint/blueprint.ts';
import { ownerLabels } from '../../kubernetes/labels.ts';
import type { ObjectRef } from '../../kubernetes/object.ts';
import { boundedName } from '../../tenant/names.ts';
import { type StarterParams, starterParams } from './starter-params.ts';
import type { StarterSettings } from './starter-settings.ts';

/** Everything that the objects of one tenant are made of. */
export interface StarterSite {
  readonly tenant: BlueprintTenant;
  readonly params: StarterParams;
  readonly settings: StarterSettings;
}

/** The site of a tenant. Throws when the params were not parsed by the blueprint's schema. */
export function siteOf(settings: StarterSettings, { tenant, params }: RenderContext): StarterSite {
  return { tenant, params: starterParams.parse(params), settings };
}

/** Parts of the tenant that have a Service, a Deployment or pods of their own. */
export type Part = 'api' | 'web' | 'worker' | 'migrate';

/** Labels that tell the pods of one part from all others. */
export function selectorOf({ slug }: BlueprintTenant, part: Part): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'starter',
    'app.kubernetes.io/instance': slug,
    'app.kubernetes.io/component': part,
  };
}

/** Name, namespace and labels of an object of the tenant. */
export function metadataOf(tenant: BlueprintTenant, part: Part, suffix?: string): V1ObjectMeta {
  const name = boundedName([tenant.slug, part, ...(suffix === undefined ? [] : [suffix])]);
  const labels = { ...ownerLabels(tenant.id, 'starter'), ...selectorOf(tenant, part) };
  return { name, namespace: tenant.namespace, labels };
}

/** The namespace of the tenant, which holds nothing but its objects. */
export function namespaceRef({ namespace }: BlueprintTenant): ObjectRef {
  return { apiVersion: 'v1', kind: 'Namespace', name: namespace };
}

/** The Job that brings the database's schema up to date: `<slug>-migrate`. */
export function migrationsRef({ slug, namespace }: BlueprintTenant): ObjectRef {
  const name = boundedName([slug, 'migrate']);
  return { apiVersion: 'batch/v1', kind: 'Job', namespace, name };
}
