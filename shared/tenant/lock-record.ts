import type { JsonObject } from './json.ts';

/** One change of a document that tenants share, as it should be by now. */
export interface SharedEdit {
  /** Which entry of the document: there is one edit of each. */
  readonly key: string;
  /** False: the entry should not be there. */
  readonly is_wanted: boolean;
  readonly entry: JsonObject;
  readonly at: string;
}

/**
 * Who may edit a document of another system that tenants share and that has no precondition on
 * writes. It remembers the last edits too, so that whoever edits next mends what a late write undid.
 */
export interface LockRecord {
  readonly schema: 1;
  readonly resource: string;
  /** Null: nobody. */
  readonly holder: string | null;
  /** From then on it is free, whoever holds it. */
  readonly held_until: string;
  /** The last one last. */
  readonly edits: readonly SharedEdit[];
}
