import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Config } from '../config.ts';

/**
 * Resolves to the server's address, `http://127.0.0.1:8080`, once it listens. Rejects with
 * `invalid_configuration` and what to do when it cannot.
 */
export async function listen(
  server: Server,
  { HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>,
): Promise<string> {
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
