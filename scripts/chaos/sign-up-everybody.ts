import { awaitSettled } from './await-settled.ts';
import type { ChaosWorld, QuietRun } from './chaos-world.ts';
import { judgeMails, type MailsVerdict } from './judge-mails.ts';
import { judgeObjects, type NamedTenant, type ObjectsVerdict } from './judge-objects.ts';
import { listTenantIds } from './list-tenant-ids.ts';
import type { StagePlan } from './plan-stage.ts';
import { readCluster } from './read-cluster.ts';
import { readMailStates } from './read-mail-states.ts';
import { runStage } from './run-stage.ts';
import type { WishOutcome } from './send-wish.ts';
import { acceptedId, signUp } from './sign-up.ts';

/** How the sign-ups went. */
export interface SignedUp {
  readonly tenants: readonly NamedTenant[];
  readonly outcomes: readonly WishOutcome[];
  readonly active: number;
  /** Refused, or accepted and unknown afterwards. */
  readonly lost: readonly string[];
  /** Known, and neither active nor lost when the time was over. */
  readonly stuck: readonly string[];
  /** Tenants that nobody was told of. */
  readonly doubledTenants: readonly string[];
  readonly objects: ObjectsVerdict;
  readonly mails: MailsVerdict;
}

/** Signs all customers up under the kills of the plan, and ends with the program stopped. */
export async function signUpEverybody(
  world: ChaosWorld,
  quiet: QuietRun,
  { plan, slugs }: { readonly plan: StagePlan; readonly slugs: readonly string[] },
): Promise<SignedUp> {
  const { lives, dataFolder, report, mails } = world;
  const wishes = slugs.map(signUp);
  const outcomes = await runStage(world, { plan, wishes, noun: 'sign-ups' });
  report(`all ${slugs.length} sign-ups are answered; waiting until the tenants have settled`);
  const answered = slugs.map((slug, index) => ({ slug, outcome: outcomes[index] }));
  const accepted = answered.filter(({ outcome }) => outcome?.status === 202);
  const tenants = accepted.map(({ slug, outcome }) => ({
    slug,
    id: acceptedId(outcome?.text ?? ''),
  }));
  const refused = answered.filter((each) => !accepted.includes(each));
  const seen = await awaitSettled(world, idsOf(tenants), 'active');
  const listed = await listTenantIds(world);
  await lives.stop();
  const told = new Set([...idsOf(tenants), quiet.neighbour.id]);
  const isGone = ({ id }: NamedTenant) => ['404', '410'].includes(seen.get(id) ?? '');
  const isActive = ({ id }: NamedTenant) => seen.get(id) === 'active';
  return {
    tenants,
    outcomes,
    active: tenants.filter(isActive).length,
    lost: [
      ...refused.map(({ slug, outcome }) => `${slug} was refused: ${outcome?.text}`),
      ...tenants.filter(isGone).map(({ slug }) => `${slug} was accepted and is not known`),
    ],
    stuck: tenants
      .filter((tenant) => !isActive(tenant) && !isGone(tenant))
      .map(({ id, slug }) => `${slug} is "${seen.get(id)}" instead of active`),
    doubledTenants: listed.filter((id) => !told.has(id)).map((id) => `Nobody was told of ${id}`),
    mails: judgeMails({
      tenants: tenants.filter(isActive),
      recipients: mails.caught.flatMap(({ to }) => to),
      states: await readMailStates(dataFolder, tenants),
    }),
    objects: judgeObjects({
      before: quiet.objects,
      after: readCluster(dataFolder),
      tenants,
      expectedRoles: quiet.roles,
    }),
  };
}

function idsOf(tenants: readonly NamedTenant[]): readonly string[] {
  return tenants.map(({ id }) => id);
}
