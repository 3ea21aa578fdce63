import { Readable } from 'node:stream';
import type { Environment, World } from '../../cli/command-context.ts';
import { readInput } from '../../cli/read-input.ts';
import type { TextStream } from '../../cli/terminal.ts';
import type { Time } from '../../cli/time.ts';

/** A clock that jumps instead of sleeping. */
export interface JumpingTime extends Time {
  /** Milliseconds of each sleep so far. */
  readonly sleeps: readonly number[];
}

/** A stream that keeps what is written. */
export interface KeptStream extends TextStream {
  text(): string;
}

/** A world whose outside can be looked at. */
export interface TestWorld extends World {
  readonly terminal: { readonly out: KeptStream; readonly err: KeptStream };
  readonly time: JumpingTime;
}

/** When the recorded answers are looked at: a minute after the tenant was made. */
const testNow = Date.parse('2026-11-21T12:00:00.000Z');

export interface TestWorldParts {
  readonly environment?: Environment;
  readonly signal?: AbortSignal;
  readonly stdin?: string;
  readonly columns?: number;
  readonly time?: JumpingTime;
}

/** A world without colours, with time that jumps and ids and jitter that do not vary. */
export function createTestWorld(parts: TestWorldParts = {}): TestWorld {
  const { environment = {}, signal = new AbortController().signal, stdin = '', columns } = parts;
  return {
    environment,
    signal,
    terminal: { out: keptStream(columns), err: keptStream(columns) },
    time: parts.time ?? createJumpingTime(),
    readInput: (path) => readInput({ path, stdin: Readable.from([Buffer.from(stdin)]), signal }),
    newId: () => '11111111-2222-4333-8444-555555555555',
    random: () => 0.5,
    version: '9.9.9',
  };
}

/** Time that starts at `testNow` and moves only by sleeping. */
export function createJumpingTime(): JumpingTime {
  const sleeps: number[] = [];
  let now = testNow;
  return {
    sleeps,
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
  };
}

/** A stream without colours; with `columns` it is a terminal of that width. */
export function keptStream(columns?: number): KeptStream {
  const chunks: string[] = [];
  return {
    write: (text) => void chunks.push(text),
    paint: (_style, text) => text,
    columns,
    text: () => chunks.join(''),
  };
}
