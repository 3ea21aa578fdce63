/**
 * The program of a watchdog: waits for the end of the pipe from the process that started something in the
 * folder of its first argument, then stops that. Commonly the starter has stopped it itself and nothing is
 * left to do; otherwise it has died and could not.
 */
export function watchOver(stop: (dir: string) => Promise<void>): void {
  const dir = process.argv[2];
  process.stdin.resume();
  process.stdin.once('end', () => {
    if (dir !== undefined) {
      stop(dir).catch(() => {
        process.exitCode = 1;
      });
    }
  });
}
