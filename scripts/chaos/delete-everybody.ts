import { awaitSettled } from './await-settled.ts';
import type { ChaosWorld, QuietRun } from './chaos-world.ts';
import { judgeObjects, type NamedTenant, type ObjectsVerdict } from './judge-objects.ts';
import type { StagePlan } from './plan-stage.ts';
import { readCluster } from './read-cluster.ts';
import { runStage } from './run-stage.ts';
import type { Wish, WishOutcome } from './send-wish.ts';

/** How the deletes went. */
export interface Deleted {
  readonly outcomes: readonly WishOutcome[];
  readonly deleted: number;
  /** Not gone when the time was over. */
  readonly stuck: readonly string[];
  /** No tenant may have any object now. */
  readonly objects: ObjectsVerdict;
}

/** Deletes all tenants under the kills of the plan, and ends with the program stopped. */
export async function deleteEverybody(
  world: ChaosWorld,
  quiet: QuietRun,
  { plan, tenants }: { readonly plan: StagePlan; readonly tenants: readonly NamedTenant[] },
): Promise<Deleted> {
  const { lives, dataFolder, report } = world;
  const wishes = tenants.map(deleteOf);
  const outcomes = await runStage(world, { plan, wishes, noun: 'deletes' });
  report(`all ${tenants.length} deletes are answered; waiting until the tenants are gone`);
  const ids = tenants.map(({ id }) => id);
  const seen = await awaitSettled(world, ids, '410');
  await lives.stop();
  const open = tenants.filter(({ id }) => seen.get(id) !== '410');
  return {
    outcomes,
    deleted: tenants.length - open.length,
    stuck: open.map(({ id, slug }) => {
      const answer = outcomes[tenants.findIndex((tenant) => tenant.id === id)];
      return `${slug} is "${seen.get(id)}" instead of 410; its delete was answered ${answer?.status} ${answer?.text}`;
    }),
    objects: judgeObjects({
      before: quiet.objects,
      after: readCluster(dataFolder),
      tenants,
      expectedRoles: [],
    }),
  };
}

function deleteOf({ id, slug }: NamedTenant): Wish {
  return { method: 'DELETE', path: `/tenants/${id}`, key: `delete-${slug}` };
}
