import { setTimeout as sleep } from 'node:timers/promises';
import { startTenantry, type TenantryProcess } from '../../test/fakes/tenantry-process.ts';

/** The program, started again and again on the same data; one process at a time. */
export interface ProgramLives {
  /** Starts the next life and resolves when it listens. */
  start(): Promise<void>;
  /** Starts the next life and kills it after this time, whether it listens by then or not. */
  startAndKill(afterMs: number): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
  /** Where the living program listens; waits for the next life when there is none. */
  address(): Promise<string>;
  /** How often it was started. */
  starts(): number;
  /** How often it was killed. */
  kills(): number;
}

export interface LivesOptions {
  readonly dataFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the living program, whatever it does, and all waiting for the next one. */
  readonly signal: AbortSignal;
}

/** No program runs yet. */
export function createProgramLives(options: LivesOptions): ProgramLives {
  const { dataFolder, environment, signal } = options;
  let program: TenantryProcess | undefined;
  let next = nextLife(signal);
  let isListening = false;
  let starts = 0;
  let kills = 0;

  async function start(crash: AbortSignal): Promise<void> {
    starts += 1;
    program = await startTenantry(dataFolder, environment, crash);
    isListening = true;
    next.resolve(program.url);
  }

  async function end(how: 'kill' | 'stop'): Promise<void> {
    // Those who wait already wait on, when this life never came to listen.
    if (isListening) next = nextLife(signal);
    isListening = false;
    if (how === 'kill') kills += 1;
    await program?.[how]();
  }

  return {
    start: async () => await start(signal),
    startAndKill: async (afterMs) => {
      const crash = new AbortController();
      const started = start(AbortSignal.any([signal, crash.signal])).catch(() => undefined);
      try {
        await sleep(afterMs, undefined, { signal });
      } finally {
        crash.abort();
        await started;
        await end('kill');
      }
    },
    kill: async () => await end('kill'),
    stop: async () => await end('stop'),
    address: async () => await next.promise,
    starts: () => starts,
    kills: () => kills,
  };
}

function nextLife(signal: AbortSignal) {
  const life = Promise.withResolvers<string>();
  // Perhaps nobody waits for it.
  life.promise.catch(() => undefined);
  if (signal.aborted) life.reject(signal.reason);
  signal.addEventListener('abort', () => life.reject(signal.reason));
  return life;
}
