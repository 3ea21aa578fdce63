import { setTimeout as sleep } from 'node:timers/promises';
import { RigError } from './rig-error.ts';

/** One wait: what is waited for, how long at most, and what to show when it does not happen. */
export interface Wait {
  readonly what: string;
  readonly limitMs: number;
  readonly isDone: () => boolean | Promise<boolean>;
  /** A reason to give up before the limit, for example that the program has ended. */
  readonly whyHopeless?: () => string | undefined;
  /** Text for the error, for example the end of a log. */
  readonly describe?: () => string;
}

/** Looks again and again until it is done; throws at the limit or as soon as waiting is hopeless. */
export async function waitUntil(wait: Wait): Promise<void> {
  const endsAt = Date.now() + wait.limitMs;
  while (!(await wait.isDone())) {
    const hopeless = wait.whyHopeless?.();
    if (hopeless !== undefined) {
      throw new RigError(`Cannot await ${wait.what}: ${hopeless}${details(wait)}`);
    }
    if (Date.now() > endsAt) {
      throw new RigError(
        `Cannot await ${wait.what}: it did not happen in ${wait.limitMs} ms${details(wait)}`,
      );
    }
    await sleep(50);
  }
}

function details(wait: Wait): string {
  const text = wait.describe?.() ?? '';
  return text === '' ? '' : `\n${text}`;
}
