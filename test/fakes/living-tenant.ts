import { expect } from 'vitest';
import type { ObjectRef, ObservedObject } from '../../shared/kubernetes/object.ts';
import { wantedReplicas } from '../../shared/kubernetes/workload.ts';
import { aWorkloadBlueprint } from '../builders/a-workload-blueprint.ts';
import { createEngineWorld, type EngineWorld, type WorldParts } from './engine-world.ts';

const namespace = 'workload-acme';
const open: EngineWorld[] = [];

/** Closes every world that was opened here. */
export function closeLivingTenants(): void {
  for (const world of open.splice(0)) world.close();
}

/** Names one of its Deployments. */
export function deploymentRef(name: string): ObjectRef {
  return { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
}

/** A tenant and the world that it lives in; the test closes it. */
export interface Living {
  readonly world: EngineWorld;
  readonly id: string;
}

/** An active tenant with three pods `web` and, set by its autoscaler, two `api`. */
export async function aLivingTenant(parts: WorldParts = {}): Promise<Living> {
  const world = createEngineWorld({ blueprint: aWorkloadBlueprint(), ...parts });
  open.push(world);
  const { id } = await world.create('acme');
  const { status } = await world.settle(id);
  expect(status).toBe('active');
  await scaleByHand(world, 'api', 2);
  world.clock.advance(10_000);
  return { world, id };
}

/** That tenant after its suspension. */
export async function aSuspendedTenant(parts: WorldParts = {}): Promise<Living> {
  const living = await aLivingTenant(parts);
  await living.world.suspend(living.id);
  const { status } = await living.world.settle(living.id);
  expect(status).toBe('suspended');
  return living;
}

/** One of its Deployments as it is now. */
export async function deploymentOf(
  { cluster }: EngineWorld,
  name: string,
): Promise<ObservedObject> {
  const object = await cluster.read(deploymentRef(name));
  if (object === undefined) throw new Error(`Deployment ${name} does not exist`);
  return object;
}

/** Scales a Deployment as somebody besides Tenantry does. */
export async function scaleByHand(
  world: EngineWorld,
  name: string,
  replicas: number,
): Promise<void> {
  const { metadata } = await deploymentOf(world, name);
  await world.cluster.scale(deploymentRef(name), replicas, metadata);
}

/** How many pods its Deployments should have now. */
export async function podsOf(world: EngineWorld): Promise<object> {
  const [web, api] = [await deploymentOf(world, 'web'), await deploymentOf(world, 'api')];
  return { web: wantedReplicas(web), api: wantedReplicas(api) };
}

/** What is remembered of them, by name. */
export async function memoryOf(world: EngineWorld, id: string): Promise<object> {
  const { scale_memory } = await world.tenant(id);
  return Object.fromEntries(scale_memory.map(({ name, replicas }) => [name, replicas]));
}
