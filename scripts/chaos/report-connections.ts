import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

// Loaded before the program (`node --import …/report-connections.ts?log=<file>`): writes down every
// connection that it opens. On embedded parts there is nobody to call, so the file stays empty.
const log = new URL(import.meta.url).searchParams.get('log');
if (log === null) throw new Error('Cannot report connections: name the file as ?log=');

const connect = Socket.prototype.connect;
// Clients of http, https, http2 and fetch all come through here.
Socket.prototype.connect = function report(this: Socket, ...args: unknown[]) {
  appendFileSync(log, `${targetOf(args)}\n`);
  return Reflect.apply(connect, this, args);
};

function targetOf([first, second]: readonly unknown[]): string {
  const [target] = Array.isArray(first) ? first : [first];
  if (typeof target !== 'object' || target === null) return `${second ?? ''}:${target}`;
  const { host, port, path }: { host?: unknown; port?: unknown; path?: unknown } = target;
  return port === undefined ? String(path) : `${host ?? 'localhost'}:${port}`;
}
