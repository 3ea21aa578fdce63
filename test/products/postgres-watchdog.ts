import { stopPostgres } from './stop-postgres.ts';

// Waits for the end of the pipe from the process that started Postgres: it has stopped it itself, then
// nothing is left to do here, or it has died and could not.
const dir = process.argv[2];
process.stdin.resume();
process.stdin.once('end', () => {
  if (dir !== undefined) {
    stopPostgres(dir).catch(() => {
      process.exitCode = 1;
    });
  }
});
