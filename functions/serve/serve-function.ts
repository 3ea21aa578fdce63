import type { RequestListener } from 'node:http';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { createLimitedServer } from '../http/create-http-server.ts';
import type { RequestGuard } from '../http/guard-requests.ts';
import { version } from '../version.ts';
import { closed } from './closed.ts';
import { frameworkOf } from './framework-of.ts';
import { listen } from './listen.ts';
import type { RegisteredFunction } from './register-function.ts';
import { sentenceOf } from './sentence-of.ts';
import { signalled } from './signalled.ts';

/** Cloud Run kills an instance 10 seconds after SIGTERM. */
const stopMsMax = 9_000;

/** Paths that the framework answers with an empty 404 before any function. */
const keptFromFunctions = /^\/(favicon\.ico|robots\.txt)(?=[/?]|$)/i;

/**
 * Serves a registered function until the program is told to stop, in place of the framework's command
 * line, which reads bodies of up to 1 GB, answers faults with HTML and breaks off requests on SIGTERM.
 * After SIGTERM the running requests are answered and leases given back; then it ends with 0.
 */
export async function serveFunction({
  name,
  started,
  stopping,
}: RegisteredFunction): Promise<void> {
  const { config, parts, guard } = await started;
  const server = createLimitedServer(frontOf(name, guard));
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

/** Our limits come first, then the framework; what it would answer by itself goes to the app. */
function frontOf(name: string, guard: RequestGuard): RequestListener {
  const framework = frameworkOf(name);
  return (incoming, outgoing) => {
    void guard.admit(incoming, outgoing).then((isAdmitted) => {
      // The framework would read on where our limits have stopped.
      if (!isAdmitted || keptFromFunctions.test(incoming.url ?? '')) {
        guard.respond(incoming, outgoing);
        return;
      }
      framework(incoming, outgoing, () => {
        if (outgoing.headersSent) outgoing.destroy();
        else guard.refuse(malformedAddress(), incoming, outgoing);
      });
    });
  };
}

/** With the body read already, a broken escape in the address is all that the framework finds fault with. */
function malformedAddress(): TenantryError {
  return new TenantryError('malformed_request', 'Cannot read the address: it is not valid');
}
