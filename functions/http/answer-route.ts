import type { Context } from 'hono';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Json } from '../../shared/tenant/json.ts';
import { hasRole, type Principal } from '../../shared/tenant/principal.ts';
import type { AppEnv } from './app-env.ts';
import { type Authenticate, anonymous } from './authenticate.ts';
import { bodyTypes } from './body-types.ts';
import { idempotencyOf } from './idempotency-key.ts';
import { parseJson } from './parse-json.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Answer, BoundRoute } from './route.ts';

/** Who may pass, and how often. */
export interface Gate {
  readonly authenticate: Authenticate;
  readonly limitRate: RateLimiter;
  /** Aborted when the program ends: callers who wait are answered at once. */
  readonly stopping: AbortSignal;
}

/** Lets the caller in, reads the request, asks the route and writes its answer. */
export async function answerRoute(
  context: Context<AppEnv>,
  gate: Gate,
  route: BoundRoute,
): Promise<Response> {
  const principal = await admit(context, gate, route);
  const { req } = context;
  const body = await readJson(context);
  const ifMatch = req.header('if-match');
  if (route.hasIfMatch === 'required' && ifMatch === undefined) throw preconditionRequired();
  const answer = await route.answer({
    principal,
    requestId: context.get('requestId'),
    params: req.param(),
    query: req.query(),
    body,
    idempotency: idempotencyOf({
      principal,
      method: req.method,
      path: req.path,
      key: route.isWish === true ? req.header('idempotency-key') : undefined,
      ifMatch,
      query: req.query(),
      body,
    }),
    ifMatch,
    signal: AbortSignal.any([req.raw.signal, gate.stopping]),
  });
  if (isUnchanged(req.header('if-none-match'), answer)) {
    return new Response(null, { status: 304, headers: { ...answer.headers } });
  }
  return responseOf(answer);
}

/** A change that does not say what it is based on may undo somebody else's (RFC 6585, section 3). */
function preconditionRequired(): TenantryError {
  return new TenantryError(
    'precondition_required',
    'Cannot change without If-Match: send the ETag of the tenant as you read it, or * for any',
  );
}

async function admit(context: Context<AppEnv>, gate: Gate, route: BoundRoute): Promise<Principal> {
  if (route.role === undefined) return anonymous;
  const principal = await gate.authenticate(context.req.header('x-api-key'));
  gate.limitRate(principal.id);
  if (!hasRole(principal, route.role)) {
    throw new TenantryError(
      'forbidden',
      `Cannot do this as ${principal.role}: it needs the role ${route.role}`,
    );
  }
  return principal;
}

async function readJson({ req }: Context<AppEnv>): Promise<Json | undefined> {
  if (req.method === 'GET' || req.method === 'HEAD' || req.method === 'DELETE') return undefined;
  const bytes = new Uint8Array(await req.arrayBuffer());
  if (bytes.length === 0) return undefined;
  const types = bodyTypes(req.method);
  if (!isOneOf(types, req.header('content-type'))) {
    throw new TenantryError(
      'unsupported_media_type',
      `Cannot read the body: send it as ${types.join(' or ')}`,
    );
  }
  return parseJson(bytes);
}

function isOneOf(types: readonly string[], contentType: string | undefined): boolean {
  const [, type = ''] =
    /^(application\/[a-z+-]+)\s*(;\s*charset="?utf-8"?\s*)?$/i.exec(contentType ?? '') ?? [];
  return types.includes(type.toLowerCase());
}

/** Whether the caller has this very version already (RFC 9110, section 13.1.2). */
function isUnchanged(ifNoneMatch: string | undefined, { status, headers }: Answer): boolean {
  const tag = headers?.['etag'];
  if (ifNoneMatch === undefined || tag === undefined || status !== 200) return false;
  return ifNoneMatch.split(',').some((given) => given.trim().replace(/^W\//, '') === tag);
}

function responseOf(answer: Answer): Response {
  if ('file' in answer) {
    const headers = { 'content-type': answer.contentType, ...answer.headers };
    return new Response(answer.file, { status: answer.status, headers });
  }
  const headers = { 'content-type': 'application/json', ...answer.headers };
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers });
}
