import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { compose } from '../functions/compose.ts';
import { composeApp } from '../functions/compose-app.ts';
import { loadConfig } from '../functions/config.ts';
import { createHttpServer } from '../functions/http/create-http-server.ts';
import { runEngine } from '../functions/local/run-engine.ts';
import { openDatabase } from '../shared/adapters/embedded/open-database.ts';

// One side of the create benchmark in a process of its own: `floor`, `create` (the API alone) or
// `engine` (the API with the engine working beside it). Prints its port.
const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-'));
process.env['TENANTRY_DATA'] = folder;
const server = process.argv[2] === 'floor' ? floorServer() : await ourServer();
server.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
process.once('SIGTERM', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});

/** A bare hono handler that does one SQLite transaction with the same durability. */
function floorServer() {
  const database = openDatabase(join(folder, 'floor.sqlite'));
  database.exec('CREATE TABLE floor (id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO floor (id, document) VALUES (?, ?)');
  const app = new Hono();
  app.post('/tenants', async (context) => {
    const document = await context.req.json<{ subdomain: string }>();
    database.exec('BEGIN IMMEDIATE');
    insert.run(document.subdomain, JSON.stringify(document));
    database.exec('COMMIT');
    return context.json({ id: document.subdomain, status: 'queued' }, 202);
  });
  const listener = getRequestListener(app.fetch);
  return createServer((incoming, outgoing) => void listener(incoming, outgoing));
}

async function ourServer() {
  const config = loadConfig('local');
  const ports = await compose(config);
  const app = await composeApp(config, ports, new AbortController().signal);
  if (process.argv[2] === 'engine') {
    const { SWEEP_PERIOD_MS: sweepPeriodMs, WALK_PERIOD_MS: walkPeriodMs } = config;
    runEngine(ports, { concurrency: 8, sweepPeriodMs, walkPeriodMs });
  }
  return createHttpServer(app.fetch);
}
