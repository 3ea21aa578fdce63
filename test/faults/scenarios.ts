import type { Catalog } from '../../shared/blueprint/blueprint.ts';
import { createCodetetherBlueprint } from '../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import { createFrappeBlueprint } from '../../shared/blueprints/frappe/create-frappe-blueprint.ts';
import { createFaultProduct, faultProductName } from './fault-product.ts';
import { strangerNamespace } from './platform-objects.ts';
import {
  type Wish,
  wishToCreate,
  wishToDelete,
  wishToDeleteSoftly,
  wishToRestore,
  wishToResume,
  wishToRollBack,
  wishToSuspend,
  wishToUpdate,
  wishToUpgrade,
} from './wishes.ts';

/** Namespace in which the platform's owner provides what frappe needs. */
export const frappeNamespace = 'faults-frappe';

/**
 * One operation whose every outbound call meets every fault. To sweep another kind of operation, add a
 * row to `scenarios`: nothing else knows the list.
 */
export interface Scenario {
  readonly name: string;
  readonly product: string;
  /** Come true first, without faults. */
  readonly before: readonly Wish[];
  /** The one whose calls are numbered and met by faults. */
  readonly under: Wish;
  /** Come true afterwards, without faults; the last one leaves nothing behind. */
  readonly after: readonly Wish[];
}

/** The products that scenarios are about. */
export const faultCatalog: Catalog = new Map(
  [
    createFaultProduct(),
    createFrappeBlueprint({
      baseDomain: 'faults.test',
      namespace: frappeNamespace,
      image: 'example.test/frappe:15',
    }),
    createCodetetherBlueprint({
      sourceNamespace: strangerNamespace,
      isLatestAllowed: true,
      baseDomains: [],
      imageRepositories: [],
      systems: { hasRealms: false, hasDatabase: false, hasTunnel: false },
    }),
  ].map((blueprint) => [blueprint.name, blueprint]),
);

const create = wishToCreate({ product: faultProductName });
const createPro = wishToCreate({ product: faultProductName, tier: 'pro' });
const createGold = wishToCreate({ product: faultProductName, tier: 'gold' });
const createFrappe = wishToCreate({ product: 'frappe', params: { email: 'ada@example.test' } });
const createCodetether = wishToCreate({ product: 'codetether' });
const createPassing = wishToCreate({
  product: 'codetether',
  params: { namespace: { keep: false } },
});
const update = wishToUpdate({ params: { greeting: 'good morning' } });
const upgrade = wishToUpgrade({ greeting: 'good evening' });
// Nothing of that tier can be restored, so its end comes at once.
const updateToFree = wishToUpdate({ tier: 'free' });

/** Everything that is swept. */
export const scenarios: readonly Scenario[] = [
  scenario('provision', { under: create }),
  scenario('delete', { before: [create], under: wishToDelete, after: [] }),
  scenario('update', { before: [create], under: update }),
  scenario('upgrade', { before: [create], under: upgrade }),
  scenario('rollback', { before: [create, update], under: wishToRollBack }),
  scenario('suspend', { before: [create], under: wishToSuspend }),
  scenario('resume', { before: [create, wishToSuspend], under: wishToResume }),
  scenario('soft-delete', { before: [createPro], under: wishToDelete, after: [] }),
  scenario('restore', {
    before: [createGold, wishToDeleteSoftly],
    under: wishToRestore,
    after: [updateToFree, wishToDelete],
  }),
  scenario('frappe-provision', { product: 'frappe', under: createFrappe }),
  scenario('frappe-upgrade', {
    product: 'frappe',
    before: [createFrappe],
    under: wishToUpgrade({}),
  }),
  scenario('frappe-suspend', {
    product: 'frappe',
    before: [createFrappe],
    under: wishToSuspend,
  }),
  scenario('frappe-delete', {
    product: 'frappe',
    before: [createFrappe],
    under: wishToDelete,
    after: [],
  }),
  scenario('codetether-provision', { product: 'codetether', under: createPassing }),
  scenario('codetether-update', {
    product: 'codetether',
    before: [createPassing],
    under: wishToUpdate({ tier: 'agency' }),
  }),
  scenario('codetether-delete', {
    product: 'codetether',
    before: [createCodetether],
    under: wishToDelete,
    after: [],
  }),
];

type ScenarioParts = Pick<Scenario, 'under'> & Partial<Scenario>;

function scenario(name: string, parts: ScenarioParts): Scenario {
  return { name, product: faultProductName, before: [], after: [wishToDelete], ...parts };
}
