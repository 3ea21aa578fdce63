import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { compose } from '../compose.ts';
import { composeApp } from '../compose-app.ts';
import { type Config, loadConfig } from '../config.ts';
import { createHttpServer } from '../http/create-http-server.ts';
import { ensureAdminKey } from './ensure-admin-key.ts';
import { greeting } from './greeting.ts';
import { runEngine } from './run-engine.ts';

/** Tenants that one process works on at a time; most of that time is spent waiting for a cluster. */
const concurrency = 32;

const idleCheckMs = 50;

/** After this the program ends although something still runs; leases and the sweep make up for it. */
const stopMsMax = 20_000;

try {
  await start(loadConfig('local'));
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}

/** Serves all functions and works on tenants in this one process, until it is told to stop. */
async function start(config: Config): Promise<void> {
  const ports = await compose(config);
  const stopping = new AbortController();
  const app = await composeApp(config, ports, stopping.signal);
  const server = createHttpServer(app.fetch);
  const url = await listen(server, config).catch((error: unknown) => {
    ports.close();
    throw error;
  });
  const keyFile =
    config.AUTH === 'on' ? await ensureAdminKey(ports.store, config.TENANTRY_DATA) : undefined;
  const engine = runEngine(ports, { concurrency, sweepPeriodMs: config.SWEEP_PERIOD_MS });
  process.stdout.write(greeting({ config, url, ...(keyFile !== undefined && { keyFile }) }));
  await signalled();
  setTimeout(() => process.exit(1), stopMsMax).unref();
  stopping.abort();
  await Promise.all([closed(server), engine.stop()]);
  ports.close();
}

async function listen(server: Server, { HOST, PORT }: Config): Promise<string> {
  server.listen(PORT, HOST);
  await once(server, 'listening').catch((cause: unknown) => {
    throw cannotListen(cause, `${HOST}:${PORT}`);
  });
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function cannotListen(cause: unknown, address: string): TenantryError {
  const isBusy = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  const why = isBusy
    ? 'another program listens there; stop it or set PORT to another port'
    : String(cause);
  return new TenantryError('invalid_configuration', `Cannot listen on ${address}: ${why}`, {
    cause,
  });
}

/** Resolves at the first request to stop; a second one ends the program at once. */
async function signalled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  await promise;
}

/** Takes no connection any more and resolves when the last answer is out. */
async function closed(server: Server): Promise<void> {
  const end = once(server, 'close');
  server.close();
  // A kept-alive connection turns idle only after its last answer.
  const timer = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  await end.finally(() => clearInterval(timer));
}

function sentenceOf(error: unknown): string {
  if (error instanceof TenantryError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
