import { stopEmulators } from './stop-emulators.ts';

// Waits for the end of the pipe from the process that started the emulators: it has stopped them
// itself, then nothing is left to do here, or it has died and could not.
const dir = process.argv[2];
process.stdin.resume();
process.stdin.once('end', () => {
  if (dir !== undefined) {
    stopEmulators(dir).catch(() => {
      process.exitCode = 1;
    });
  }
});
