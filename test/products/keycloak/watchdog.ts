import { stopKeycloak } from './stop-keycloak.ts';

// Waits for the end of the pipe from the process that started Keycloak: it has stopped it itself,
// then nothing is left to do here, or it has died and could not.
const dir = process.argv[2];
process.stdin.resume();
process.stdin.once('end', () => {
  if (dir !== undefined) {
    stopKeycloak(dir).catch(() => {
      process.exitCode = 1;
    });
  }
});
