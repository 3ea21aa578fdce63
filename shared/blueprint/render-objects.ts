import type { KubernetesObject } from '@kubernetes/client-node';
import { canonicalJson } from '../tenant/canonical-json.ts';
import type { Blueprint, RenderContext } from './blueprint.ts';

/**
 * All objects that a tenant gets, for people and golden files: in the blueprint's order, with keys
 * sorted at every level, so that equal contexts print equal text. Generated values read `<generated>`.
 */
export function renderObjects(
  blueprint: Blueprint,
  context: RenderContext,
): readonly KubernetesObject[] {
  return JSON.parse(canonicalJson(blueprint.render(context))) as readonly KubernetesObject[];
}
