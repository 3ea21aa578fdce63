import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import type { CreatePorts } from '../create/create-tenant-route.ts';

/** What wishes need besides adapters. */
export function composeWishes({
  DEFAULT_PRODUCT,
}: Config): Pick<CreatePorts, 'newId' | 'placement' | 'defaultProduct'> {
  return {
    newId: () => randomUUID(),
    placement: { cluster: 'default', region: 'local' },
    defaultProduct: DEFAULT_PRODUCT,
  };
}
