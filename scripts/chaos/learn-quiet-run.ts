import { awaitSettled } from './await-settled.ts';
import type { ChaosWorld, QuietRun } from './chaos-world.ts';
import { rolesOf } from './judge-objects.ts';
import { plantStrangers } from './plant-strangers.ts';
import { readCluster } from './read-cluster.ts';
import { sendWish } from './send-wish.ts';
import { acceptedId, signUp } from './sign-up.ts';

/**
 * Signs one tenant up and kills nobody: its objects are what every other tenant must get. It stays,
 * among strangers' objects, as a neighbour that nothing may touch.
 */
export async function learnQuietRun(world: ChaosWorld): Promise<QuietRun> {
  const { lives, dataFolder, report } = world;
  await lives.start();
  const slug = 'neighbour';
  const id = acceptedId((await sendWish(world, signUp(slug))).text);
  const seen = await awaitSettled(world, [id], 'active');
  await lives.stop();
  plantStrangers(dataFolder);
  const objects = readCluster(dataFolder);
  const neighbour = { id, slug };
  const roles = rolesOf(objects, neighbour);
  if (seen.get(id) !== 'active' || roles.length === 0) {
    throw new Error(`Cannot learn what a tenant is: without any kill it was "${seen.get(id)}"`);
  }
  report(`a tenant without kills is ${seen.get(id)} with ${roles.length} objects`);
  return { neighbour, objects, roles };
}
