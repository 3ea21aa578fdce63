/** Why there is no whole answer. */
export type TransportFault = 'credentials' | 'timeout' | 'connection' | 'too_large' | 'garbled';

export interface TransportErrorDetails {
  /** Whether the request may have reached the API server. */
  readonly isSent: boolean;
  /** Whether a kept connection broke before any answer. Default false. */
  readonly isStaleConnection?: boolean;
  readonly cause?: unknown;
}

/** A call without a whole answer. Never leaves this folder: `classifyFailure` turns it into a `ClusterError`. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly fault: TransportFault;
  readonly isSent: boolean;
  readonly isStaleConnection: boolean;

  constructor(fault: TransportFault, details: TransportErrorDetails) {
    const { isSent, isStaleConnection = false, cause } = details;
    super(`Cannot get an answer: ${fault}`, { cause });
    this.fault = fault;
    this.isSent = isSent;
    this.isStaleConnection = isStaleConnection;
  }
}
