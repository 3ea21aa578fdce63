#!/usr/bin/env node
// Plain JavaScript of an old kind on purpose: it must run on a Node that cannot run TypeScript, and hands
// over to the Node that `npm ci` installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('main.ts', import.meta.url);
const bundledNode = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));

// 'strip' since Node 22.18; undefined or false where TypeScript is not understood.
if (process.features.typescript) {
  await import(main.href);
} else if (existsSync(bundledNode)) {
  const child = spawn(bundledNode, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child too: it decides when to end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
} else {
  console.error(
    `Error: tenantry needs Node 22.18 or newer and this is ${process.version}; "npm ci" in its folder installs one beside it`,
  );
  process.exitCode = 1;
}
