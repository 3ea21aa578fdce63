import { randomUUID } from 'node:crypto';
import { updateTenant } from '../../shared/use-cases/update-tenant.ts';
import { aPrincipal, type EngineWorld } from './engine-world.ts';

/** Wishes another greeting for a tenant of a demo product. */
export async function greetTenant(
  { ports }: EngineWorld,
  tenantId: string,
  greeting: string,
): Promise<void> {
  const wish = { principal: aPrincipal, requestId: 'request-1', tenantId };
  await updateTenant({ ...ports, newId: randomUUID }, { ...wish, patch: { params: { greeting } } });
}

/** The greeting that the cluster holds for a tenant. */
export async function greetingOf(world: EngineWorld, tenantId: string): Promise<unknown> {
  const { slug, id8, placement } = await world.tenant(tenantId);
  const { namespace } = placement;
  const name = `${slug}-${id8}-greeting`;
  const object = await world.cluster.read({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  return object?.['data'];
}
