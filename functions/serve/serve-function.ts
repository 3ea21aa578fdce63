import { createLimitedServer } from '../http/create-http-server.ts';
import { version } from '../version.ts';
import { closed } from './closed.ts';
import { listen } from './listen.ts';
import type { RegisteredFunction } from './register-function.ts';
import { sentenceOf } from './sentence-of.ts';
import { signalled } from './signalled.ts';

/** Cloud Run kills an instance 10 seconds after SIGTERM. */
const stopMsMax = 9_000;

/**
 * Serves a registered function until the program is told to stop, in place of the framework's command
 * line and of what it puts around a function: bodies of up to 1 GB in memory, faults answered with HTML,
 * a `node:domain` for each request, and requests broken off on SIGTERM. After SIGTERM the running
 * requests are answered and leases given back; then it ends with 0.
 */
export async function serveFunction({
  name,
  started,
  stopping,
}: RegisteredFunction): Promise<void> {
  const { config, parts, respond } = await started;
  const server = createLimitedServer(respond);
  try {
    const url = await listen(server, config);
    parts.logger.info('Serving function', { function: name, version, url });
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exit(1);
  }
  await signalled();
  setTimeout(() => process.exit(1), stopMsMax).unref();
  stopping.abort();
  await closed(server);
  await parts.close();
  // A client may keep a timer or a socket; nothing of ours is under way any more.
  process.exit(0);
}
