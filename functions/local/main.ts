import { deadLetterBodies } from '../admin/dead-letter-door.ts';
import { billingBodies } from '../billing/stripe-door.ts';
import { compose } from '../compose.ts';
import { composeApp } from '../compose-app.ts';
import { type Config, loadConfig } from '../config.ts';
import { createHttpServer } from '../http/create-http-server.ts';
import { httpLimits } from '../http/http-limits.ts';
import { closed } from '../serve/closed.ts';
import { listen } from '../serve/listen.ts';
import { sentenceOf } from '../serve/sentence-of.ts';
import { signalled } from '../serve/signalled.ts';
import { ensureAdminKey } from './ensure-admin-key.ts';
import { greeting } from './greeting.ts';
import { runEngine } from './run-engine.ts';

/** Tenants that one process works on at a time; most of that time is spent waiting for a cluster. */
const concurrency = 32;

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
  const isPushed = config.TENANTRY_QUEUE === 'pubsub';
  const largeBodies = { ...billingBodies, ...(isPushed && deadLetterBodies) };
  const server = createHttpServer(app.fetch, { ...httpLimits, largeBodies });
  const url = await listen(server, config).catch(async (error: unknown) => {
    await ports.close();
    throw error;
  });
  const keyFile =
    config.AUTH === 'on' ? await ensureAdminKey(ports.store, config.TENANTRY_DATA) : undefined;
  const engine = runEngine(ports, {
    concurrency,
    sweepPeriodMs: config.SWEEP_PERIOD_MS,
    walkPeriodMs: config.WALK_PERIOD_MS,
  });
  process.stdout.write(greeting({ config, url, ...(keyFile !== undefined && { keyFile }) }));
  await signalled();
  setTimeout(() => process.exit(1), stopMsMax).unref();
  stopping.abort();
  await Promise.all([closed(server), engine.stop()]);
  await ports.close();
}
