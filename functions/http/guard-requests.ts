import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { type HttpLimits, httpLimits } from './http-limits.ts';
import { problemResponse } from './problem.ts';
import { readBody } from './read-body.ts';
import { requestIdOf } from './request-id.ts';

/** What the app behind the guard is given beside the request. */
export interface GuardBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Why the request must be refused; the app answers it like any other error. */
  readonly refusal: TenantryError | undefined;
}

/** The app behind the guard. */
export type GuardedApp = (
  request: Request,
  bindings: GuardBindings,
) => Response | Promise<Response>;

/**
 * A listener for any Node HTTP server that reads each body within the limits before the app sees
 * the request. A request that breaks one arrives with an empty body and a `refusal`.
 */
export function guardRequests(app: GuardedApp, limits: HttpLimits = httpLimits): RequestListener {
  const refusals = new WeakMap<IncomingMessage, TenantryError>();
  const respond = getRequestListener(
    (request, { incoming, outgoing }) =>
      app(request, {
        incoming: incoming as IncomingMessage,
        outgoing: outgoing as ServerResponse,
        refusal: refusals.get(incoming as IncomingMessage),
      }),
    { overrideGlobalObjects: false, errorHandler: answerMalformedRequest },
  );
  return (incoming, outgoing) => {
    void admit(incoming, limits).then((admission) => {
      if (admission instanceof TenantryError) {
        refusals.set(incoming, admission);
        // The rest of the body is not waited for.
        outgoing.shouldKeepAlive = false;
      }
      Object.assign(incoming, { rawBody: bodyOf(admission) });
      return respond(incoming, outgoing);
    });
  };
}

function bodyOf(admission: Buffer | TenantryError): Buffer {
  return admission instanceof TenantryError ? Buffer.alloc(0) : admission;
}

async function admit(
  incoming: IncomingMessage,
  limits: HttpLimits,
): Promise<Buffer | TenantryError> {
  if ((incoming.url ?? '').length > limits.targetLengthMax) {
    return new TenantryError(
      'uri_too_long',
      `Cannot read the address: it has more than ${limits.targetLengthMax} characters`,
    );
  }
  try {
    return hasBody(incoming) ? await readBody(incoming, limits) : Buffer.alloc(0);
  } catch (error) {
    if (error instanceof TenantryError) return error;
    return new TenantryError('malformed_body', 'Cannot read the body', { cause: error });
  }
}

/** Whether the headers announce a body (RFC 9112, section 6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return 'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0;
}

/** For requests that cannot be made into a `Request`, such as one with a broken Host header. */
function answerMalformedRequest(): Response {
  const error = new TenantryError('malformed_request', 'Cannot read the request: it is not valid');
  return problemResponse(error, requestIdOf(undefined));
}
