import type { JsonObject } from '../tenant/json.ts';

/** One rule of a tunnel: which host leads where. Members that Tenantry does not know are kept. */
export interface TunnelRule extends JsonObject {}

/** The one document that all tenants' rules are in. */
export interface TunnelDocument {
  /** Counted up by one by the provider with each write. */
  readonly version: number;
  /** In order; the last one has no host and catches all. Empty: nobody has configured the tunnel yet. */
  readonly rules: readonly TunnelRule[];
  /** Everything else of the document, written back as it was read. */
  readonly rest: JsonObject;
}

/**
 * A tunnel whose rules are one document without a precondition on writes: whoever edits it holds the
 * lock `tunnel:<id>` and reads it back. Every call ends within the call timeout and rejects with a
 * `SystemError`.
 */
export interface Tunnel {
  readonly id: string;
  read(): Promise<TunnelDocument>;
  write(document: Omit<TunnelDocument, 'version'>): Promise<void>;
}
