import { requireEmulators } from '../test/emulator/rig/find-emulators.ts';
import { RigError } from '../test/rig/rig-error.ts';

/** What is missing to start Google's emulators and how to get it; undefined: nothing. */
export function missingEmulators(): string | undefined {
  try {
    requireEmulators();
    return undefined;
  } catch (error) {
    if (error instanceof RigError) return error.message;
    throw error;
  }
}
