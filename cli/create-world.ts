import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { Environment, World } from './command-context.ts';
import { readInput } from './read-input.ts';
import type { TextStream } from './terminal.ts';

/** The parts of `process` that the command line uses. */
export interface ProcessParts {
  readonly env: Environment;
  readonly stdin: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

type OutputStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** The world of one real process. */
export function createWorld(
  { env, stdin, stdout, stderr }: ProcessParts,
  signal: AbortSignal,
): World {
  return {
    environment: env,
    signal,
    terminal: { out: textStream(stdout), err: textStream(stderr) },
    time: {
      now: () => Date.now(),
      sleep: async (ms) => {
        await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
      },
    },
    readInput: (path) => readInput({ path, stdin, signal }),
    newId: () => randomUUID(),
    random: () => Math.random(),
    version: packageVersion(),
  };
}

function textStream(stream: OutputStream): TextStream {
  return {
    write: (text) => void stream.write(text),
    // It looks at isTTY, NO_COLOR and FORCE_COLOR of this very stream.
    paint: (style, text) => styleText(style, text, { stream, validateStream: true }),
    columns: stream.isTTY === true ? stream.columns : undefined,
  };
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { readonly version: unknown }).version);
}
