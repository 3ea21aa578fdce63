import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { RigError } from './rig-error.ts';

// Below the range that Linux and macOS take for outgoing connections: while the API server is stopped,
// no client's retry can be given its port, and it starts again on the same one.
const lowest = 20_000;
const highest = 32_000;
const attemptsMax = 200;

/** Ports on 127.0.0.1 that nothing listens on right now, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  for (let attempt = 0; attempt < attemptsMax && found.size < count; attempt += 1) {
    const port = randomInt(lowest, highest);
    if (await isFree(port)) {
      found.add(port);
    }
  }
  if (found.size < count) {
    throw new RigError(`Cannot find ${count} free ports: ${attemptsMax} attempts found too few`);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
}
