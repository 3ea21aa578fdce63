import type { Catalog } from '../../shared/blueprint/blueprint.ts';
import { createFrappeBlueprint } from '../../shared/blueprints/frappe/create-frappe-blueprint.ts';
import { createFaultProduct, faultProductName } from './fault-product.ts';
import { type Wish, wishToCreate, wishToDelete } from './wishes.ts';

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
  ].map((blueprint) => [blueprint.name, blueprint]),
);

const create = wishToCreate(faultProductName);
const createFrappe = wishToCreate('frappe', { email: 'ada@example.test' });

/** Everything that is swept. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'provision',
    product: faultProductName,
    before: [],
    under: create,
    after: [wishToDelete],
  },
  {
    name: 'delete',
    product: faultProductName,
    before: [create],
    under: wishToDelete,
    after: [],
  },
  {
    name: 'frappe-provision',
    product: 'frappe',
    before: [],
    under: createFrappe,
    after: [wishToDelete],
  },
  {
    name: 'frappe-delete',
    product: 'frappe',
    before: [createFrappe],
    under: wishToDelete,
    after: [],
  },
];
