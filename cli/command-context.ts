import type { Client } from './client.ts';
import type { OutputFormat } from './output-format.ts';
import type { Terminal } from './terminal.ts';
import type { Time } from './time.ts';

/** The environment variables as the program got them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What surrounds one run of the program; tests give another one. */
export interface World {
  readonly terminal: Terminal;
  readonly environment: Environment;
  readonly time: Time;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** The text of a file, or of stdin for `-`. Rejects with `input_unreadable` or `input_too_large`. */
  readonly readInput: (path: string) => Promise<string>;
  /** A random UUID v4. */
  readonly newId: () => string;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
  readonly version: string;
}

/** What a command works with. */
export interface CommandContext extends World {
  /** What `-o` asks for; undefined: the command's own default. */
  readonly output: OutputFormat | undefined;
  /** The API of `TENANTRY_URL`. Throws `UsageError` when the settings are no good. */
  readonly client: () => Client;
}
