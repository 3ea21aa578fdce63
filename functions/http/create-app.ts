import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Logger } from '../../shared/ports/logger.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { type Address, allowOf } from './allow-of.ts';
import { answerRoute, type Gate } from './answer-route.ts';
import type { AppEnv } from './app-env.ts';
import { type AllowedOrigins, corsHeaders, isForeign, preflightHeaders } from './cors.ts';
import type { Door } from './door.ts';
import { problemOf, problemResponse } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import type { BoundRoute } from './route.ts';

/** What every HTTP function needs besides its routes. */
export interface Edge extends Gate {
  readonly allowedOrigins: AllowedOrigins;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** What every answer says to a browser; an answer that says otherwise keeps its own. */
const securityHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The app of one function, or of several together: whatever happens, it answers with JSON. */
export function createApp(edge: Edge, routes: readonly (BoundRoute | Door)[]): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(dress(edge));
  app.use(refuse(edge));
  app.options('*', (context) => answerOptions(context, routes));
  for (const route of routes) {
    // Hono writes parameters as `:id`, the OpenAPI document as `{id}`.
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on(route.method.toUpperCase(), path, (context) =>
      'open' in route
        ? route.open(context.req.raw, context.get('requestId'))
        : answerRoute(context, edge, route),
    );
  }
  app.notFound((context) => answerUnrouted(context, routes));
  app.onError((error, context) => {
    logFailure(edge.logger, context, error);
    return problemResponse(error, context.get('requestId'));
  });
  return app;
}

/** Gives each request its id, and each answer the headers that all have in common. */
function dress(edge: Edge): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const startedAt = edge.clock.now();
    const requestId = requestIdOf(context.req.header('x-request-id'));
    context.set('requestId', requestId);
    await next();
    const headers = context.res.headers;
    for (const [name, value] of Object.entries(securityHeaders)) {
      if (!headers.has(name)) headers.set(name, value);
    }
    const cors = corsHeaders(edge.allowedOrigins, context.req.header('origin'));
    for (const [name, value] of Object.entries(cors)) headers.set(name, value);
    headers.set('x-request-id', requestId);
    edge.logger.info('Answered request', {
      request_id: requestId,
      method: context.req.method,
      path: context.req.path,
      status: context.res.status,
      duration_ms: Math.round(edge.clock.now() - startedAt),
    });
  };
}

/** Refuses what broke a limit on its way in, and pages that may not call. */
function refuse({ allowedOrigins }: Edge): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    if (context.env?.refusal !== undefined) throw context.env.refusal;
    const { req } = context;
    const from = { origin: req.header('origin'), host: req.header('host') };
    if (isForeign(allowedOrigins, from)) {
      throw new TenantryError(
        'origin_not_allowed',
        'Cannot answer this page: while AUTH is off only this machine may call a real cluster',
      );
    }
    await next();
  };
}

function answerOptions(context: Context<AppEnv>, routes: readonly Address[]): Response {
  const allow = allowOf(routes, context.req.path);
  if (allow === undefined) throw routeNotFound();
  const isPreflight = context.req.header('access-control-request-method') !== undefined;
  return new Response(null, {
    status: 204,
    headers: { allow, ...(isPreflight && preflightHeaders(allow)) },
  });
}

/** 405 with `Allow` where another method would do (RFC 9110, section 15.5.6), else 404. */
function answerUnrouted(context: Context<AppEnv>, routes: readonly Address[]): Response {
  const allow = allowOf(routes, context.req.path);
  if (allow === undefined) return problemResponse(routeNotFound(), context.get('requestId'));
  const error = new TenantryError(
    'method_not_allowed',
    `Cannot ${context.req.method} here: the methods are ${allow}`,
  );
  const response = problemResponse(error, context.get('requestId'));
  response.headers.set('allow', allow);
  return response;
}

function routeNotFound(): TenantryError {
  return new TenantryError('route_not_found', 'Cannot find this address: see /docs for all');
}

function logFailure(logger: Logger, context: Context<AppEnv>, error: unknown): void {
  if (problemOf(error, '').status < 500) return;
  logger.error('Failing request', {
    request_id: context.get('requestId'),
    method: context.req.method,
    path: context.req.path,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    cause: error instanceof Error && error.cause instanceof Error ? error.cause.message : null,
  });
}
