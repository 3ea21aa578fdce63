import type { Connection } from '../../cli/send-request.ts';
import { createJumpingTime, type JumpingTime } from './test-world.ts';

/** A connection to a scripted API whose pauses can be looked at. */
export interface TestConnection extends Connection {
  readonly time: JumpingTime;
}

/** A connection without a key, with jitter that does not vary. */
export function testConnection(url: string, parts: Partial<Connection> = {}): TestConnection {
  return {
    settings: { url, token: undefined, isTokenExposed: false },
    random: () => 0.5,
    signal: new AbortController().signal,
    timeoutMs: 5_000,
    ...parts,
    time: createJumpingTime(),
  };
}
