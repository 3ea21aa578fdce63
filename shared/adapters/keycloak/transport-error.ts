/** Why there is no whole answer. */
export type TransportFault = 'timeout' | 'connection';

export interface TransportErrorDetails {
  /** Whether the request may have reached Keycloak. */
  readonly isSent: boolean;
  readonly cause?: unknown;
}

/** A request without a whole answer. Never leaves this folder: `explainFailure` turns it into a `SystemError`. */
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
