import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEmulators, requireEmulators } from './rig/find-emulators.ts';

const firestoreJar = 'platform/cloud-firestore-emulator/cloud-firestore-emulator.jar';
const pubsubJar = 'platform/pubsub-emulator/lib/cloud-pubsub-emulator-1.2.3-all.jar';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tenantry-sdk-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('findEmulators()', () => {
  it('finds both in the SDK that CLOUDSDK_ROOT_DIR names, with their versions', () => {
    put(firestoreJar, pubsubJar);
    write('.install/pubsub-emulator.snapshot.json', '{"version": {"version_string": "1.2.3"}}');
    putJava('17.0.15');

    expect(findEmulators(environment())).toEqual([
      {
        kind: 'found',
        name: 'firestore-emulator',
        version: '',
        folder: join(root, dirname(firestoreJar)),
      },
      {
        kind: 'found',
        name: 'pubsub-emulator',
        version: '1.2.3',
        folder: join(root, dirname(pubsubJar)),
      },
    ]);
  });

  it('finds the SDK of the gcloud on PATH', () => {
    put(firestoreJar, pubsubJar);
    put('bin/gcloud');
    putJava('17.0.15');
    const { JAVA_HOME } = environment();

    const found = findEmulators({ JAVA_HOME, PATH: `${join(root, 'bin')}:/usr/bin:/bin` });

    expect(found[1]).toMatchObject({ kind: 'found', folder: join(root, dirname(pubsubJar)) });
  });

  it('says how to get the one that is missing', () => {
    put(pubsubJar);
    putJava('17.0.15');

    expect(findEmulators(environment())).toMatchObject([
      {
        kind: 'missing',
        missing: ['cloud-firestore-emulator'],
        howToGet: expect.stringContaining('gcloud components install cloud-firestore-emulator'),
      },
      { kind: 'found' },
    ]);
  });

  it.each(['1.8.0_401', '10.0.2'])('does not take Java %s', (version) => {
    put(firestoreJar, pubsubJar);
    putJava(version);

    const [firestore] = findEmulators(environment());

    expect(firestore).toMatchObject({ kind: 'missing', missing: ['java 11 or newer'] });
  });
});

describe('requireEmulators()', () => {
  it('never falls back to another SDK when CLOUDSDK_ROOT_DIR holds none', () => {
    putJava('17.0.15');

    expect(() => requireEmulators({ ...environment(), CLOUDSDK_ROOT_DIR: '/nonexistent' })).toThrow(
      /parts are missing\n {2}cloud-firestore-emulator\n.*\n {2}pubsub-emulator/,
    );
  });
});

function environment() {
  return { CLOUDSDK_ROOT_DIR: root, JAVA_HOME: join(root, 'java'), PATH: '/usr/bin:/bin' };
}

function put(...files: readonly string[]): void {
  for (const file of files) write(file, '');
}

function putJava(version: string): void {
  write('java/bin/java', `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`);
}

function write(file: string, content: string): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode: 0o755 });
}
