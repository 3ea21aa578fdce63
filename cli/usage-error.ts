/** A command line that says nothing we know: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The command whose help mends it; undefined: the help of the whole program. */
  readonly command: string | undefined;

  constructor(message: string, command?: string) {
    super(message);
    this.command = command;
  }
}
