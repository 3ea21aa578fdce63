/** One thing that is wrong with the input: where (RFC 6901 pointer), what (stable code) and why. */
export interface InputError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** What an error may carry beyond its code and message. */
export interface ErrorDetails {
  readonly cause?: unknown;
  /** Every fault of the input at once. */
  readonly errors?: readonly InputError[];
  /** Further members of the problem document, such as `allowed_actions`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** How long a caller should wait before it tries again. */
  readonly retryAfterMs?: number;
}

/**
 * Base of every error that Tenantry throws on purpose. `code` is stable and has a line in
 * `docs/errors.md`; the message is for people and never holds a secret.
 */
export class TenantryError extends Error {
  override readonly name: string = 'TenantryError';
  readonly code: string;
  readonly errors: readonly InputError[];
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.errors = details.errors ?? [];
    this.extensions = details.extensions ?? {};
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** An error that no retry mends: a person must act. Every other error is retried with backoff. */
export class TerminalError extends TenantryError {
  override readonly name = 'TerminalError';
}
