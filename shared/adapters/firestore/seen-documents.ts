import type {
  BatchGetAnswer,
  FirestoreApi,
  FirestoreDocument,
  FirestoreTime,
} from './firestore-api.ts';
import { readDocuments } from './read-documents.ts';
import { versionOf } from './store-time.ts';

/** A document as it was at one moment; no time: it was not there. */
export interface SeenDocument {
  readonly updateTime?: FirestoreTime;
  /** The mark of the commit that wrote it. */
  readonly commit?: string;
  /** Whether nobody has changed it since it was created. */
  readonly isNew?: boolean;
}

/** Documents by name. */
export type SeenDocuments = ReadonlyMap<string, SeenDocument>;

/** What is known of a document of an answer. */
export function seenDocument(document: FirestoreDocument | undefined): SeenDocument {
  if (document === undefined) return {};
  const { createTime, updateTime, fields } = document;
  const commit = fields['commit']?.stringValue;
  const isNew = versionOf(createTime) === versionOf(updateTime);
  return { updateTime, isNew, ...(commit && { commit }) };
}

/** What an answer tells of these documents. */
export function seenIn({ documents }: BatchGetAnswer, names: readonly string[]): SeenDocuments {
  return new Map(names.map((name) => [name, seenDocument(documents.get(name))]));
}

/** The documents as they are now. */
export async function lookAt(api: FirestoreApi, names: readonly string[]): Promise<SeenDocuments> {
  const answer = await readDocuments(api, 'look at a commit', { names, fields: ['commit'] });
  return seenIn(answer, names);
}

/** Whether every document that was seen before is still the same. */
export function isUnchanged(before: SeenDocuments, now: SeenDocuments): boolean {
  return [...before].every(([name, seen]) => isSameVersion(seen, now.get(name)));
}

/** Whether both are the same version of a document, or both are none. */
export function isSameVersion(before: SeenDocument = {}, now: SeenDocument = {}): boolean {
  if (before.updateTime === undefined || now.updateTime === undefined) {
    return before.updateTime === now.updateTime;
  }
  return versionOf(before.updateTime) === versionOf(now.updateTime);
}
