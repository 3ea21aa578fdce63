import type { Collection } from '../../ports/store.ts';

/** Where one document of the port lies. */
export interface DocumentKey<C extends Collection = Collection> {
  readonly collection: C;
  readonly id: string;
}

const numberDigits = 16;

/**
 * The full resource name of a document. `events` and `revisions` lie below their tenant, with their
 * numbers padded so that names sort like numbers.
 */
export function documentName(root: string, { collection, id }: DocumentKey): string {
  if (collection !== 'events' && collection !== 'revisions') {
    return `${root}/${collection}/${encodeId(id)}`;
  }
  const at = id.lastIndexOf('/');
  const number = id.slice(at + 1);
  return `${tenantName(root, id.slice(0, Math.max(at, 0)))}/${collection}/${paddedNumber(number)}`;
}

/** The full resource name of a tenant's record, below which its events and revisions lie. */
export function tenantName(root: string, tenantId: string): string {
  return `${root}/tenants/${encodeId(tenantId)}`;
}

/** The collection of a name that `documentName` made. */
export function collectionOfName(name: string): string {
  return name.split('/').at(-2) ?? '';
}

/** The id at the end of a name that `documentName` made. */
export function idOfName(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last === '%' ? '' : last.replaceAll(/%([0-9A-F]{2})/g, (_, hex) => fromHex(hex));
}

function paddedNumber(number: string): string {
  return /^(0|[1-9]\d{0,15})$/.test(number)
    ? number.padStart(numberDigits, '0')
    : `-${encodeId(number)}`;
}

/**
 * An id as Firestore takes it: no slash, not `.` or `..`, not `__…__`, not empty. A percent sign
 * stands for what was replaced, so different ids stay different.
 */
function encodeId(id: string): string {
  if (id === '') return '%';
  const encoded = id.replaceAll(/[%/]/g, toHex);
  return /^(\.\.?|__.*__)$/s.test(encoded) ? encoded.replace(/^./, toHex) : encoded;
}

function toHex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
