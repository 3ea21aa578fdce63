import { spawnSync } from 'node:child_process';
import { findRealParts } from '../test/cluster/rig/find-real-parts.ts';
import { findEmulators } from '../test/emulator/rig/find-emulators.ts';

// `npm test`: everything that needs nothing but Node, and a word on what more could be run here.
const rings = ['unit', 'process'].flatMap((ring) => ['--project', ring]);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', ...rings, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
console.log(`\n${realPartsReport()}`);
process.exitCode = status ?? 1;

function realPartsReport(): string {
  const found = [...findRealParts(), ...findEmulators()].map((part) => {
    const title = `${part.name} ${part.version}`.trimEnd();
    return part.kind === 'found' ? `  found    ${title}` : `  missing  ${title}: ${part.howToGet}`;
  });
  return [
    'Real parts on this machine (the tests above need none of them):',
    ...found,
    'With a control plane, "npm run test:cluster" runs the tests against a real API server;',
    'with the emulators, "npm run test:emulator" runs those against Firestore and Pub/Sub.',
  ].join('\n');
}
