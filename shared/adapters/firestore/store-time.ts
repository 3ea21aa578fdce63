import type { FirestoreTime } from './firestore-api.ts';

/** A time of the service in RFC 3339 UTC; what is finer than a millisecond is cut off. */
export function storeTime({ seconds, nanos }: FirestoreTime): string {
  return new Date(
    Number(seconds ?? 0) * 1_000 + Math.floor((nanos ?? 0) / 1_000_000),
  ).toISOString();
}

/** The whole time as text, to compare two versions of a document. */
export function versionOf({ seconds, nanos }: FirestoreTime): string {
  return `${seconds ?? 0}.${String(nanos ?? 0).padStart(9, '0')}`;
}
