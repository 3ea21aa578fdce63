import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { routeTable } from '../../functions/route-table.ts';

/** What a load balancer does in front of the functions: picks one by method and path. */
export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

interface Target {
  readonly functionName: string;
  readonly method: string;
  readonly path: RegExp;
}

/** Every route of every function; a parameter stands for one part of the path. */
const targets: readonly Target[] = Object.entries(routeTable)
  .filter(([functionName]) => functionName !== 'health')
  .flatMap(([functionName, routes]) =>
    routes.map(({ method, path }) => ({
      functionName,
      method: method.toUpperCase(),
      path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    })),
  );

/** Forwards each request to the function that serves it; what nobody serves is a 404. */
export async function startGateway(
  urlOf: (functionName: string) => string | undefined,
): Promise<Gateway> {
  const server = http.createServer((request, response) => {
    const { method, url = '/' } = request;
    const [path = '/'] = url.split('?');
    const route = targets.find((each) => each.method === method && each.path.test(path));
    const target = route === undefined ? undefined : urlOf(route.functionName);
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
