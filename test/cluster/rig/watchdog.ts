import { stopRig } from './stop-rig.ts';

// Waits for the end of the pipe from the process that started the rig: it has stopped the rig itself,
// then nothing is left to do here, or it has died and could not.
const dir = process.argv[2];
process.stdin.resume();
process.stdin.once('end', () => {
  if (dir !== undefined) {
    stopRig(dir).catch(() => {
      process.exitCode = 1;
    });
  }
});
