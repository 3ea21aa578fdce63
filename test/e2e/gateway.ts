import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a load balancer does in front of the functions: picks one by method and path. */
export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

type Route = readonly [method: string, path: RegExp, functionName: string];

// The table of docs/functions.md.
const routes: readonly Route[] = [
  ['POST', /^\/tenants(\/[^/]+)?\/plan($|\?)/, 'inspect'],
  ['GET', /^\/tenants\/[^/]+\/(objects|logs)($|\?)/, 'inspect'],
  ['POST', /^\/tenants$/, 'create'],
  ['GET', /^\/(tenants|products)($|\?)/, 'list'],
  ['GET', /^\/products\//, 'list'],
  ['GET', /^\/(tenants|operations)\//, 'status'],
  ['POST', /^\/tenants\/[^/]+\/retry$/, 'update'],
  ['DELETE', /^\/tenants\/[^/]+$/, 'delete'],
  ['GET', /^\/(dead-letters|api-keys)($|\?)/, 'admin'],
  ['POST', /^\/(dead-letters\/[^/]+\/(redrive|discard)|api-keys)$/, 'admin'],
  ['DELETE', /^\/api-keys\/[^/]+$/, 'admin'],
  ['GET', /^\/(docs|redoc|openapi\.json)/, 'docs'],
];

/** Forwards each request to the function that serves it; what nobody serves is a 404. */
export async function startGateway(
  urlOf: (functionName: string) => string | undefined,
): Promise<Gateway> {
  const server = http.createServer((request, response) => {
    const { method, url = '/' } = request;
    const route = routes.find(([verb, path]) => verb === method && path.test(url));
    const target = route === undefined ? undefined : urlOf(route[2]);
    if (target === undefined) {
      response.writeHead(404).end();
      return;
    }
    const onward = http.request(new URL(url, target), { method, headers: request.headers });
    onward.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
