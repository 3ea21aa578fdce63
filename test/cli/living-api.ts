import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { runCli } from '../../cli/run-cli.ts';
import { aLifecycleProduct } from '../builders/a-lifecycle-product.ts';
import { type ApiWorld, createApiWorld } from '../fakes/api-world.ts';
import type { Run } from './commands/run-command.ts';
import type { ArrivedRequest } from './scripted-api.ts';
import { createTestWorld } from './test-world.ts';

/** What surrounds one run. */
export interface Circumstances {
  readonly stdin?: string;
  /** Happens before the API hears a request, which is named as `METHOD /path`. */
  readonly before?: (request: string) => Promise<void>;
  /** How the engine works after a wish was granted and before that is told; to the end by default. */
  readonly work?: (tenantId: string) => Promise<unknown>;
}

/** The whole API on loopback, with a product that has a whole life, and the program beside it. */
export interface LivingApi {
  readonly world: ApiWorld;
  run(argv: readonly string[], circumstances?: Circumstances): Promise<Omit<Run, 'world'>>;
  close(): Promise<void>;
}

/** Starts it; `close` it. */
export async function startLivingApi(): Promise<LivingApi> {
  const world = await createApiWorld({}, aLifecycleProduct());
  const arrived: ArrivedRequest[] = [];
  let around: Required<Omit<Circumstances, 'stdin'>>;
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    arrived.push({ method, url, headers, body });
    await around.before(`${method} ${url}`);
    const answer = await world.call(`${method} ${url}`, {
      headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, `${value}`])),
      ...(body !== '' && { body }),
    });
    if (answer.status === 202) await around.work(answer.json.id);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.json));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const environment = { TENANTRY_URL: `http://127.0.0.1:${port}` };
  return {
    world,
    run: async (argv, { stdin = '', before = async () => undefined, work = settle } = {}) => {
      around = { before, work };
      arrived.length = 0;
      const cli = { ...createTestWorld({ environment, stdin }), newId: randomUUID };
      const exitCode = await runCli(argv, cli);
      const { out, err } = cli.terminal;
      const calls = arrived.map(({ method, url }) => `${method} ${url}`);
      return { exitCode, out: out.text(), err: err.text(), calls, arrived: [...arrived] };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      world.close();
    },
  };

  async function settle(tenantId: string): Promise<void> {
    await world.engine.settle(tenantId);
  }
}
