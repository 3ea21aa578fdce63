import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Room → rooms it may import. A file outside every room may not exist. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'shared/tenant': [],
  'shared/kubernetes': ['shared/tenant'],
  'shared/ports': ['shared/tenant', 'shared/kubernetes'],
  'shared/blueprint': ['shared/tenant', 'shared/kubernetes'],
  'shared/blueprints': ['shared/tenant', 'shared/kubernetes', 'shared/blueprint'],
  'shared/provisioning': ['shared/tenant', 'shared/ports', 'shared/kubernetes', 'shared/blueprint'],
  'shared/use-cases': [
    'shared/tenant',
    'shared/kubernetes',
    'shared/ports',
    'shared/blueprint',
    'shared/provisioning',
  ],
  'shared/adapters': ['shared/tenant', 'shared/ports', 'shared/kubernetes'],
  functions: [
    'shared/tenant',
    'shared/kubernetes',
    'shared/ports',
    'shared/blueprint',
    'shared/blueprints',
    'shared/provisioning',
    'shared/use-cases',
    'shared/adapters',
  ],
  cli: ['shared/tenant', 'shared/blueprint', 'shared/blueprints', 'shared/use-cases'],
};

/** Room → packages it may import; the Node standard library is listed by module. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'shared/tenant': ['zod', 'node:crypto'],
  'shared/kubernetes': ['@kubernetes/client-node', 'node:crypto'],
  'shared/ports': ['@kubernetes/client-node'],
  'shared/blueprint': ['@kubernetes/client-node', 'zod'],
  'shared/blueprints': ['@kubernetes/client-node', 'zod'],
  'shared/provisioning': ['@kubernetes/client-node'],
  'shared/use-cases': ['@kubernetes/client-node'],
  'shared/adapters': [
    '@google-cloud/firestore-api',
    '@google-cloud/pubsub',
    '@grpc/grpc-js',
    '@kubernetes/client-node',
    'google-auth-library',
    'nodemailer',
    'stripe',
    'pg',
    'undici',
    'zod',
    'node:',
  ],
  functions: [
    '@google-cloud/functions-framework',
    'hono',
    '@hono/zod-openapi',
    '@hono/node-server',
    'zod',
    'node:',
  ],
  cli: ['yaml', 'node:'],
};

/** Rooms that may name a package's types only: they never load it. */
const typesOnly: readonly string[] = [
  'shared/kubernetes',
  'shared/ports',
  'shared/blueprint',
  'shared/blueprints',
  'shared/provisioning',
  'shared/use-cases',
];

const linesMax = 300;
/** Warnings of plans are in docs/plan.md and the products' pages, errors of the command line in docs/cli.md. */
const documentedElsewhere = /-warnings\.ts$|^cli\//;
const forbiddenNames = /\/(utils?|common|helpers?|services?|managers?|index)(\.ts|\/)/;

interface Import {
  readonly target: string;
  readonly isType: boolean;
}

const files = globSync('{functions,shared,cli}/**/*.ts').toSorted();
const testedFiles = globSync('{functions,shared,cli}/**/*.test.ts');

describe('the rooms', () => {
  it('hold files', () => {
    // A checker that looks at nothing passes everything.
    expect(files.length).toBeGreaterThan(50);
    expect(testedFiles).toEqual([]);
  });

  it.each(files)('%s imports only what its room may', (file) => {
    // Outside the filter, so that a file without imports is placed too.
    const room = roomOf(file);

    const forbidden = importsOf(readFileSync(file, 'utf8')).filter(
      (found) => !isAllowed(room, file, found),
    );

    expect(forbidden).toEqual([]);
  });

  it.each(files)('%s is one idea with a plain name', (file) => {
    const lines = readFileSync(file, 'utf8').split('\n').length;

    expect(lines).toBeLessThanOrEqual(linesMax);
    expect(file).not.toMatch(forbiddenNames);
  });

  it('refuse a forbidden import, a foreign package and an unplaced file', () => {
    const file = 'shared/tenant/tenant.ts';
    const found = importsOf("import { a } from '../ports/store.ts';\nimport b from 'hono';\n");

    expect(found.map((each) => isAllowed('shared/tenant', file, each))).toEqual([false, false]);
    expect(() => roomOf('shared/utils/x.ts')).toThrow('Cannot place');
    expect('shared/use-cases/utils.ts').toMatch(forbiddenNames);
  });

  it('keep pure rooms from loading a client', () => {
    const [value] = importsOf("import { KubeConfig } from '@kubernetes/client-node';");
    const [type] = importsOf("import type { V1Job } from '@kubernetes/client-node';");
    const file = 'shared/kubernetes/object.ts';

    expect(value && isAllowed('shared/kubernetes', file, value)).toBe(false);
    expect(type && isAllowed('shared/kubernetes', file, type)).toBe(true);
  });

  it('keep products apart', () => {
    const file = 'shared/blueprints/frappe/blueprint.ts';
    const [found] = importsOf("import { x } from '../starter/blueprint.ts';");

    expect(found && isAllowed('shared/blueprints', file, found)).toBe(false);
  });
});

describe('the sources', () => {
  it.each(files.filter((file) => !/^(functions|cli)\//.test(file)))(
    '%s reads no environment',
    (file) => {
      expect(readFileSync(file, 'utf8')).not.toMatch(/process\.env/);
    },
  );

  it('read the environment in functions/config.ts only', () => {
    const readers = files.filter(
      (file) => file.startsWith('functions/') && /process\.env/.test(readFileSync(file, 'utf8')),
    );

    expect(readers).toEqual(['functions/config.ts']);
  });

  it('name every error code in docs/errors.md', () => {
    const text = readFileSync('docs/errors.md', 'utf8');
    const codes = files
      .filter((file) => !documentedElsewhere.test(file))
      .flatMap((file) => codesOf(readFileSync(file, 'utf8')))
      // Zod's word for a fault that a schema states itself; its own code stands beside it.
      .filter((code) => code !== 'custom');

    const unnamed = [...new Set(codes)].filter((code) => !text.includes(`\`${code}\``));

    expect(codes.length).toBeGreaterThan(20);
    expect(unnamed).toEqual([]);
  });

  it('have a contract suite for each port with several implementations', () => {
    const suites = ['store', 'queue', 'cluster', 'tenant-database', 'vault'].map(
      (port) => `test/contracts/${port}.contract.ts`,
    );

    expect(suites.filter((suite) => !existsSync(suite))).toEqual([]);
  });
});

function isAllowed(room: string, file: string, { target, isType }: Import): boolean {
  if (!target.startsWith('.')) {
    const isPackage = (packages[room] ?? []).some(
      (name) => target === name || target.startsWith(name.endsWith(':') ? name : `${name}/`),
    );
    const mustBeType = typesOnly.includes(room) && target === '@kubernetes/client-node';
    return isPackage && (isType || !mustBeType);
  }
  const path = normalize(join(dirname(file), target));
  const targetRoom = roomOf(path);
  if (targetRoom === room) return !isOtherProduct(file, path);
  return (rooms[room] ?? []).includes(targetRoom);
}

/** Two products' folders never import each other; the catalog beside them imports all. */
function isOtherProduct(file: string, path: string): boolean {
  const [from, to] = [productOf(file), productOf(path)];
  return from !== undefined && to !== undefined && from !== to;
}

function productOf(path: string): string | undefined {
  return /^shared\/blueprints\/([^/]+)\//.exec(path)?.[1];
}

function roomOf(file: string): string {
  const room = Object.keys(rooms).find((name) => file.startsWith(`${name}/`));
  if (room === undefined) throw new Error(`Cannot place "${file}" in a room`);
  return room;
}

function importsOf(source: string): readonly Import[] {
  const found = source.matchAll(
    /^(?:import|export)\s+(type\s)?[^'";]*?from\s*'([^']+)'|\bimport\s*\(\s*'([^']+)'|^import\s+'([^']+)'/gm,
  );
  return [...found].map(([, isType, from, dynamic, bare]) => ({
    target: from ?? dynamic ?? bare ?? '',
    isType: isType !== undefined,
  }));
}

function codesOf(source: string): readonly string[] {
  const found = source.matchAll(
    // What Zod is told of an issue is in Zod's words.
    /(?:new (?:TenantryError|TerminalError|ClusterError)\(\s*|(?<!addIssue\(\{ |readonly )\bcode: |Code = )'([a-z0-9_]+)'/g,
  );
  const union = /type ClusterErrorCode =([^;]+);/.exec(source)?.[1] ?? '';
  return [...found, ...union.matchAll(/'([a-z0-9_]+)'/g)].map(([, code]) => code ?? '');
}
