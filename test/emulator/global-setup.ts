import type { TestProject } from 'vitest/node';
import { startEmulators } from './rig/start-emulators.ts';

/** What a test needs to reach the emulators of its run. */
export interface ProvidedEmulators {
  /** `127.0.0.1:<port>`. */
  readonly firestoreHost: string;
  readonly pubsubHost: string;
  /** The beginning of every project id: a test file adds its own name, so that none sees another's data. */
  readonly projectId: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly emulators: ProvidedEmulators;
  }
}

/** Starts the emulators once for all tests of the run and stops them after the last one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { firestoreHost, pubsubHost, stop } = await startEmulators();
  project.provide('emulators', { firestoreHost, pubsubHost, projectId: 'tenantry-test' });
  return stop;
}
