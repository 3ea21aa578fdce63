#!/usr/bin/env node
import { createWorld } from './create-world.ts';
import { InterruptedError } from './interrupted-error.ts';
import { runCli } from './run-cli.ts';

const interrupt = new AbortController();

// Once: a second Ctrl-C ends the program at once.
process.once('SIGINT', () => interrupt.abort(new InterruptedError()));

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has seen enough, as in `tenantry list | head -1`.
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

process.exitCode = await runCli(process.argv.slice(2), createWorld(process, interrupt.signal));
