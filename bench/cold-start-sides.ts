import { join } from 'node:path';
import type { FunctionName } from '../scripts/bundle/function-names.ts';

/** A program that is started again and again, and the request that it must answer first. */
export interface Side {
  readonly title: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** The status that counts as an answer. */
  readonly status: number;
  /** Its body, different each time. */
  readonly body?: () => string;
}

/** What the sides have in common. */
export interface World {
  /** Where the bundles and the bare function lie. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** An existing tenant; absent: no store answers, and functions are asked for their health only. */
  readonly tenantId?: string;
}

type FirstRequest = Pick<Side, 'method' | 'path' | 'status' | 'body'>;

const framework = 'node_modules/@google-cloud/functions-framework/build/src/main.js';
const health: FirstRequest = { method: 'GET', path: '/health', status: 200 };

/** The floor, a bare function by the framework's command line, and each HTTP function in two ways. */
export function coldStartSides(world: World): readonly Side[] {
  const { environment, folder } = world;
  const hello: Side = {
    title: 'hello (bare framework)',
    args: [framework, '--target=hello', `--source=${join(folder, 'hello.cjs')}`],
    ...{ environment, method: 'GET', path: '/', status: 200 },
  };
  const functions = [...firstRequests(world)].flatMap(([name, first]) => [
    sideOf(world, name, first),
    cached(sideOf(world, name, first), folder),
  ]);
  return [hello, ...functions];
}

function sideOf({ folder, environment }: World, name: FunctionName, first: FirstRequest): Side {
  const { method, path } = first;
  const shown = path.replace(/[0-9a-f-]{36}/, '{id}');
  const args = [join(folder, name, 'main.mjs')];
  return { title: `${name}: ${method} ${shown}`, args, environment, ...first };
}

function cached(side: Side, folder: string): Side {
  const environment = { ...side.environment, NODE_COMPILE_CACHE: join(folder, 'cache') };
  return { ...side, title: `${side.title}, compile cache`, environment };
}

/** What a caller may well ask first, which takes the store wherever the function has one. */
function firstRequests({ tenantId }: World): ReadonlyMap<FunctionName, FirstRequest> {
  const docs: FirstRequest = { method: 'GET', path: '/openapi.json', status: 200 };
  if (tenantId === undefined) {
    const names = ['create', 'list', 'status', 'update', 'delete'] as const;
    return new Map<FunctionName, FirstRequest>([
      ...names.map((name) => [name, health] as const),
      ['docs', docs],
    ]);
  }
  return new Map<FunctionName, FirstRequest>([
    ['create', { method: 'POST', path: '/tenants', status: 202, body: newTenant }],
    ['list', { method: 'GET', path: '/tenants?limit=20', status: 200 }],
    ['status', { method: 'GET', path: `/tenants/${tenantId}`, status: 200 }],
    // Nothing failed, so there is nothing to retry: the answer took one transaction all the same.
    ['update', { method: 'POST', path: `/tenants/${tenantId}/retry`, status: 409 }],
    ['delete', { method: 'DELETE', path: `/tenants/${tenantId}`, status: 202 }],
    ['docs', docs],
  ]);
}

/** The sign-up form's body; without a subdomain the slug is made up, so that none is taken. */
export function newTenant(): string {
  return JSON.stringify({ organization: 'Acme Ltd', email: 'admin@acme.example' });
}
