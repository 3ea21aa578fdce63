import type { InventoryEntry } from '../tenant/tenant.ts';
import { digestOf } from './digest.ts';

const mark = 'sealed:';

/** What a sealed Secret is made of, for its entry in the inventory: of tokens, because a digest of values could be guessed. */
export function sealedSource(labels: object, tokens: Readonly<Record<string, string>>): string {
  return mark + digestOf({ labels, tokens });
}

/** Whether the entry is about a Secret that is made of sealed values. */
export function isSealedSecret({ source_version }: InventoryEntry): boolean {
  return source_version?.startsWith(mark) === true;
}
