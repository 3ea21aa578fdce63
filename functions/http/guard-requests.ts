import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { bodyBytesMaxOf, type HttpLimits, httpLimits } from './http-limits.ts';
import { problemResponse } from './problem.ts';
import { assertSmall, readBody } from './read-body.ts';
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
 * A listener for any Node HTTP server that guards an app: each body is read within the limits before
 * the app sees the request. A request that breaks one arrives with an empty body and a `refusal`. A
 * body that something else has read already (`rawBody`) is measured only.
 */
export function guardRequests(app: GuardedApp, limits: HttpLimits = httpLimits): RequestListener {
  const refusals = new WeakMap<object, TenantryError>();
  const respond = getRequestListener(
    (request, { incoming, outgoing }) =>
      app(request, {
        incoming: incoming as IncomingMessage,
        outgoing: outgoing as ServerResponse,
        refusal: refusals.get(incoming),
      }),
    { overrideGlobalObjects: false, errorHandler: answerMalformedRequest },
  );
  const admit = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const admission = await admissionOf(incoming, limits);
    if (!(admission instanceof TenantryError)) {
      Object.assign(incoming, { rawBody: admission });
      return;
    }
    refusals.set(incoming, admission);
    // The rest of the body is not waited for.
    outgoing.shouldKeepAlive = false;
    Object.assign(incoming, { rawBody: Buffer.alloc(0) });
  };
  return (incoming, outgoing) => {
    void admit(incoming, outgoing).then(() => respond(incoming, outgoing));
  };
}

async function admissionOf(
  incoming: IncomingMessage,
  limits: HttpLimits,
): Promise<Buffer | TenantryError> {
  if ((incoming.url ?? '').length > limits.targetLengthMax) {
    return new TenantryError(
      'uri_too_long',
      `Cannot read the address: it has more than ${limits.targetLengthMax} characters`,
    );
  }
  if (!isDecodable(incoming.url)) return malformedRequest('its address has a broken escape');
  const bodyLimits = { ...limits, bodyBytesMax: bodyBytesMaxOf(limits, incoming.url) };
  try {
    if (wasRead(incoming)) return assertSmall(incoming.rawBody, bodyLimits);
    return hasBody(incoming) ? await readBody(incoming, bodyLimits) : Buffer.alloc(0);
  } catch (error) {
    if (error instanceof TenantryError) return error;
    return new TenantryError('malformed_body', 'Cannot read the body', { cause: error });
  }
}

function wasRead(
  incoming: IncomingMessage,
): incoming is IncomingMessage & { readonly rawBody: Buffer } {
  return 'rawBody' in incoming && incoming.rawBody instanceof Buffer;
}

/** Whether the headers announce a body (RFC 9112, section 6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return 'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0;
}

/** Whether the escapes of the path stand for text (RFC 3986, section 2.1); queries are read leniently. */
function isDecodable(target = ''): boolean {
  const [path = ''] = target.split('?', 1);
  if (!path.includes('%')) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** For requests that cannot be made into a `Request`, such as one with a broken Host header. */
function answerMalformedRequest(): Response {
  return problemResponse(malformedRequest('it is not valid'), requestIdOf(undefined));
}

function malformedRequest(why: string): TenantryError {
  return new TenantryError('malformed_request', `Cannot read the request: ${why}`);
}
