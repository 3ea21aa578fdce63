import { spawnSync } from 'node:child_process';
import { findRealParts } from '../test/cluster/rig/find-real-parts.ts';

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
  const found = findRealParts().map((part) =>
    part.kind === 'found'
      ? `  found    ${part.name} ${part.version}`
      : `  missing  ${part.name} ${part.version}: ${part.howToGet}`,
  );
  const next =
    'With a control plane, "npm run test:cluster" runs the tests against a real API server.';
  return ['Real parts on this machine (the tests above need none of them):', ...found, next].join(
    '\n',
  );
}
