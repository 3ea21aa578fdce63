import { once } from 'node:events';
import type { Server } from 'node:http';

const idleCheckMs = 50;

/** Takes no connection any more and resolves when the last answer is out. */
export async function closed(server: Server): Promise<void> {
  const end = once(server, 'close');
  server.close();
  // A kept-alive connection turns idle only after its last answer.
  const timer = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  await end.finally(() => clearInterval(timer));
}
