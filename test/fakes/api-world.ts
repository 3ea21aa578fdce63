import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { composeApp } from '../../functions/compose-app.ts';
import { parseConfig } from '../../functions/config.ts';
import { createApiKey } from '../../functions/http/create-api-key.ts';
import { problemSchema } from '../../functions/schemas/problem-schema.ts';
import { createEmbeddedQueue } from '../../shared/adapters/embedded/create-embedded-queue.ts';
import { openDatabase } from '../../shared/adapters/embedded/open-database.ts';
import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import type { WorkHint } from '../../shared/ports/queue.ts';
import type { Principal } from '../../shared/tenant/principal.ts';
import { aBlueprint } from '../builders/a-blueprint.ts';
import { createEngineWorld, type EngineWorld, type WorldParts } from './engine-world.ts';

/** One request to the API; the body is sent as JSON. */
export interface ApiRequest {
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, its body read. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at members that they expect to be there
  readonly json: any;
}

/** The whole API over an engine world, with requests that do not need a network. */
export interface ApiWorld {
  readonly engine: EngineWorld;
  /** `method path`, such as `GET /tenants`. */
  call(address: string, request?: ApiRequest): Promise<ApiAnswer>;
  /** Stores an API key for the principal and gives the key. */
  addKey(principal: Partial<Principal>): Promise<string>;
  /** What was published, in order. */
  hints(): readonly WorkHint[];
  /** Tells everybody who waits that the program ends. */
  stop(): void;
  close(): void;
}

/** A new API with these variables set; `close` it. */
export async function createApiWorld(
  environment: Readonly<Record<string, string>> = {},
  product: Partial<Blueprint> = {},
  parts: Pick<WorldParts, 'wrapVault' | 'systems'> = {},
): Promise<ApiWorld> {
  const engine = createEngineWorld({ blueprint: frappeLike(product), ...parts });
  const { store, ports } = engine;
  const hints = openDatabase(':memory:');
  const queue = createEmbeddedQueue(hints, { clock: engine.clock, random: Math.random });
  const stopping = new AbortController();
  const app = await composeApp(
    parseConfig({ CURSOR_KEY: 'k'.repeat(32), ...environment }, 'local'),
    {
      ...ports,
      cluster: engine.cluster,
      sealing: engine.sealing,
      queue,
      newId: randomUUID,
      placement: { cluster: 'default', region: 'test' },
      defaultProduct: 'frappe',
      walk: { cluster: 'default', deletesOrphans: false, breakerPercent: 20 },
      close: () => undefined,
    },
    stopping.signal,
  );
  return {
    engine,
    call: async (address, { body, key, headers } = {}) => {
      const [method = 'GET', path = '/'] = address.split(' ');
      const response = await app.request(path, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'x-api-key': key }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return await readAnswer(response);
    },
    addKey: async (principal) => {
      const caller = { organization_id: 'default', role: 'operator', is_global: false } as const;
      return await createApiKey(store, { id: randomUUID(), ...caller, ...principal });
    },
    hints: () =>
      hints
        .prepare('SELECT json FROM hints ORDER BY id')
        .all()
        .map(({ json }) => JSON.parse(String(json))),
    stop: () => stopping.abort(),
    close: () => {
      engine.close();
      hints.close();
    },
  };
}

async function readAnswer(response: Response): Promise<ApiAnswer> {
  const { status, headers } = response;
  const text = await response.text();
  const type = headers.get('content-type') ?? '';
  const json = /json/.test(type) && text !== '' ? JSON.parse(text) : text;
  // What a problem says besides must be in the document.
  if (type === 'application/problem+json') declaredProblem.parse(json);
  return { status, headers, json };
}

// Doors for the platform answer with codes of their own.
const declaredProblem = problemSchema.extend({ code: z.string() }).strict();

/** The demo product under the name, and with the required param, of `frappe`. */
function frappeLike(overrides: Partial<Blueprint>) {
  const params = z.strictObject({
    email: z.email().max(254),
    greeting: z.string().max(100).default('hello'),
  });
  return aBlueprint({ name: 'frappe', params, ...overrides });
}

/** The sign-up form's body. */
export function aNewTenant(overrides: Readonly<Record<string, unknown>> = {}) {
  return { organization: 'Acme Ltd', subdomain: 'acme', email: 'admin@acme.example', ...overrides };
}
