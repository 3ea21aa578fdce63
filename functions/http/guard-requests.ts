import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { type HttpLimits, httpLimits } from './http-limits.ts';
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

/** The two halves of guarding: a program that has something of its own between them calls both. */
export interface RequestGuard {
  /**
   * Reads the body within the limits. False: the request must be refused, its body is unread, and
   * `respond` says why. Never rejects.
   */
  admit(incoming: IncomingMessage, outgoing: ServerResponse): Promise<boolean>;
  /** Has the app answer a request, which is admitted first unless it was already. */
  readonly respond: RequestListener;
  /** Has the app answer a request with an error. */
  refuse(refusal: TenantryError, incoming: IncomingMessage, outgoing: ServerResponse): void;
}

/**
 * Guards an app behind any Node HTTP server: each body is read within the limits before the app sees
 * the request. A request that breaks one arrives with an empty body and a `refusal`. A body that
 * something else has read already (`rawBody`) is measured only.
 */
export function createRequestGuard(app: GuardedApp, limits: HttpLimits = httpLimits): RequestGuard {
  const admissions = new WeakMap<IncomingMessage, TenantryError | undefined>();
  const respond = getRequestListener(
    (request, { incoming, outgoing }) =>
      app(request, {
        incoming: incoming as IncomingMessage,
        outgoing: outgoing as ServerResponse,
        refusal: admissions.get(incoming as IncomingMessage),
      }),
    { overrideGlobalObjects: false, errorHandler: answerMalformedRequest },
  );
  const admit: RequestGuard['admit'] = async (incoming, outgoing) => {
    if (admissions.has(incoming)) return admissions.get(incoming) === undefined;
    const admission = await admissionOf(incoming, limits);
    const isRefused = admission instanceof TenantryError;
    admissions.set(incoming, isRefused ? admission : undefined);
    // The rest of the body is not waited for.
    if (isRefused) outgoing.shouldKeepAlive = false;
    Object.assign(incoming, { rawBody: isRefused ? Buffer.alloc(0) : admission });
    return !isRefused;
  };
  return {
    admit,
    respond: (incoming, outgoing) => {
      void admit(incoming, outgoing).then(() => respond(incoming, outgoing));
    },
    refuse: (refusal, incoming, outgoing) => {
      admissions.set(incoming, refusal);
      void respond(incoming, outgoing);
    },
  };
}

/** A listener for any Node HTTP server that guards the app (`createRequestGuard`). */
export function guardRequests(app: GuardedApp, limits: HttpLimits = httpLimits): RequestListener {
  return createRequestGuard(app, limits).respond;
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
  try {
    if (wasRead(incoming)) return assertSmall(incoming.rawBody, limits);
    return hasBody(incoming) ? await readBody(incoming, limits) : Buffer.alloc(0);
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

/** For requests that cannot be made into a `Request`, such as one with a broken Host header. */
function answerMalformedRequest(): Response {
  const error = new TenantryError('malformed_request', 'Cannot read the request: it is not valid');
  return problemResponse(error, requestIdOf(undefined));
}
