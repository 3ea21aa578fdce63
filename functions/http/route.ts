import type { z } from 'zod';
import { type ParsedInput, parseInput } from '../../shared/blueprint/parse-input.ts';
import { type InputError, TenantryError } from '../../shared/tenant/errors.ts';
import type { Json, JsonObject } from '../../shared/tenant/json.ts';
import type { Principal, Role } from '../../shared/tenant/principal.ts';
import type { ErrorCode } from './status-codes.ts';

/** Identity of one wish of one caller, from its `Idempotency-Key`. */
export interface Idempotency {
  /** SHA-256 of organization, principal, method, path and key. */
  readonly id: string;
  /** SHA-256 of the body and the conditions. */
  readonly fingerprint: string;
}

/** A request as it came, its body read as JSON. */
interface RawCall {
  readonly principal: Principal;
  readonly requestId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  readonly idempotency: Idempotency | undefined;
  /** The `If-Match` header. */
  readonly ifMatch: string | undefined;
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal;
}

/** A request whose parts are parsed. */
export interface Call<Params, Query, Body> extends Omit<RawCall, 'params' | 'query' | 'body'> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** What a handler answers with JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a handler answers with anything else. */
interface FileAnswer {
  readonly status: number;
  readonly file: string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Answer = JsonAnswer | FileAnswer;

/** One kind of success, for the document and for the tests that hold answers against it. */
export interface AnswerSpec {
  readonly description: string;
  /** Absent: the answer is not JSON. */
  readonly schema?: z.ZodType;
  readonly contentType?: string;
  readonly headers?: readonly ('ETag' | 'Location' | 'Retry-After' | 'Idempotent-Replayed')[];
}

/** What the document says of a route. */
export interface RouteDocs {
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Parameters in braces: `/tenants/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The least role that may call; absent: anyone, without a key. */
  readonly role?: Role;
  /** Whether it takes an `Idempotency-Key`. */
  readonly isWish?: boolean;
  /** Whether it takes an `If-Match`, or cannot do without one. */
  readonly hasIfMatch?: true | 'required';
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  /** The errors of its own; those of every route are added. */
  readonly problems: readonly ErrorCode[];
  readonly bodyExamples?: Readonly<Record<string, JsonObject>>;
  /** True: not in the document. */
  readonly isHidden?: boolean;
}

interface RouteSpec<Ports, Params, Query, Body> extends RouteDocs {
  readonly params?: z.ZodType<Params, unknown>;
  readonly query?: z.ZodType<Query, unknown>;
  readonly body?: z.ZodType<Body, unknown>;
  /** Further faults of a body, told together with those that its schema finds. */
  check?(ports: Ports, body: unknown): readonly InputError[];
  handle(ports: Ports, call: Call<Params, Query, Body>): Promise<Answer>;
}

/** A route without its ports: all that the document is made of. */
export interface RouteSchemas extends RouteDocs {
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
}

/** One address of the API: its documentation, its schemas and its answer. */
export interface Route<Ports> extends RouteSchemas {
  /** Parses every part and answers; throws `invalid_input` with every fault at once. */
  answer(ports: Ports, call: RawCall): Promise<Answer>;
}

/** A route with its ports: what an app mounts. */
export interface BoundRoute extends RouteDocs {
  answer(call: RawCall): Promise<Answer>;
}

/** Gives routes the ports that they use, so that routes with different ports fit into one app. */
export function bindRoutes<Ports>(
  routes: readonly Route<Ports>[],
  ports: Ports,
): readonly BoundRoute[] {
  return routes.map((route) => ({ ...route, answer: (call) => route.answer(ports, call) }));
}

/** A route whose handler gets what its schemas promise. */
export function defineRoute<Ports, Params = undefined, Query = undefined, Body = undefined>(
  spec: RouteSpec<Ports, Params, Query, Body>,
): Route<Ports> {
  return {
    ...spec,
    answer: async (ports, call) => {
      const params = parsePart(spec.params, call.params, '/path');
      const query = parsePart(spec.query, call.query, '/query');
      const body = parsePart(spec.body, call.body, '');
      const more = spec.check?.(ports, call.body) ?? [];
      if (!params.ok || !query.ok || !body.ok || more.length > 0) {
        throw invalidInput([...faultsOf(params), ...faultsOf(query), ...faultsOf(body), ...more]);
      }
      return spec.handle(ports, {
        ...call,
        params: params.value,
        query: query.value,
        body: body.value,
      });
    },
  };
}

function parsePart<T>(
  schema: z.ZodType<T, unknown> | undefined,
  value: unknown,
  pointer: string,
): ParsedInput<T> {
  // Without a schema the handler's type of this part is undefined.
  return schema === undefined
    ? { ok: true, value: undefined as T }
    : parseInput(schema, value, pointer);
}

function faultsOf(part: ParsedInput<unknown>): readonly InputError[] {
  return part.ok ? [] : part.errors;
}

/** The error that lists every fault of an input. */
function invalidInput(errors: readonly InputError[]): TenantryError {
  const count = errors.length === 1 ? 'one fault' : `${errors.length} faults`;
  return new TenantryError('invalid_input', `Cannot accept the input: it has ${count}`, { errors });
}
