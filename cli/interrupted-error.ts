/** The reason that Ctrl-C aborts with: exit code 130 (128 + SIGINT). */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor() {
    super('Interrupted');
  }
}
