import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The classes of the Firestore emulator 1.19 are compiled for it; newer emulators ask for more and say so. */
export const javaMajorMin = 11;

const answerMsMax = 10_000;

/** A Java that is new enough, for the emulators unless said otherwise: the one of `JAVA_HOME`, or else the one on PATH. */
export function findJava(
  environment: Readonly<Record<string, string | undefined>>,
  majorMin: number = javaMajorMin,
): string | undefined {
  const home = environment['JAVA_HOME'];
  const path = home ? join(home, 'bin', 'java') : 'java';
  // Asked rather than looked for: macOS has a `java` that only tells where to buy one.
  const { status, stderr } = spawnSync(path, ['-version'], {
    encoding: 'utf8',
    timeout: answerMsMax,
    env: { PATH: environment['PATH'] ?? '' },
  });
  return status === 0 && majorOf(stderr) >= majorMin ? path : undefined;
}

function majorOf(text: string): number {
  return Number(/version "(\d+)/.exec(text)?.[1] ?? 0);
}
