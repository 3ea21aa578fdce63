/** Why there is no whole answer. */
export type TransportFault = 'credentials' | 'timeout' | 'connection' | 'too_large' | 'garbled';

export interface TransportErrorDetails {
  /** Whether the request may have reached the API server. */
  readonly isSent: boolean;
  readonly cause?: unknown;
}

/** A call without a whole answer. Never leaves this folder: `classifyFailure` turns it into a `ClusterError`. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly fault: TransportFault;
  readonly isSent: boolean;

  constructor(fault: TransportFault, { isSent, cause }: TransportErrorDetails) {
    super(`Cannot get an answer: ${fault}`, { cause });
    this.fault = fault;
    this.isSent = isSent;
  }
}
