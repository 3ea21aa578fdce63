import { describe, expect, it } from 'vitest';
import { routeTable } from '../../functions/route-table.ts';
import { type Bundle, bundleFunction } from '../../scripts/bundle/bundle-function.ts';
import { type FunctionName, functionNames } from '../../scripts/bundle/function-names.ts';

/** The clients of real systems, each the heaviest part of what may load it. */
const clients = [
  '@google-cloud/firestore-api',
  '@google-cloud/pubsub',
  '@kubernetes/client-node',
  'nodemailer',
  'pg',
  'stripe',
];

const store = ['embedded', 'firestore'];
const wishes = ['embedded', 'firestore', 'pubsub', 'sealing', 'secret-manager'];
const [firestore, pubsub, kubernetes, nodemailer, pg, stripe] = clients;
const engine = [firestore, pubsub, kubernetes];

/** What each function may load, now or later: its adapters and the clients that they bring. */
const loads: Readonly<Record<FunctionName, readonly unknown[]>> = {
  create: [wishes, [firestore, pubsub]],
  list: [store, [firestore]],
  status: [store, [firestore]],
  update: [wishes, [firestore, pubsub]],
  delete: [wishes, [firestore, pubsub]],
  inspect: [
    ['embedded', 'firestore', 'kubernetes'],
    [firestore, kubernetes],
  ],
  admin: [
    ['embedded', 'firestore', 'google-tokens', 'pubsub'],
    [firestore, pubsub],
  ],
  billing: [
    ['embedded', 'firestore', 'pubsub', 'stripe'],
    [firestore, pubsub, stripe],
  ],
  docs: [[], []],
  provision: [
    [
      'cloudflare',
      'embedded',
      'firestore',
      'google-tokens',
      'keycloak',
      'kubernetes',
      'postgres',
      'pubsub',
      'sealing',
      'secret-manager',
      'smtp',
    ],
    [...engine, nodemailer, pg],
  ],
  sweep: [
    ['embedded', 'firestore', 'google-tokens', 'kubernetes', 'pubsub', 'sealing', 'secret-manager'],
    engine,
  ],
};

function adaptersOf({ files }: Bundle): readonly string[] {
  const folders = files.flatMap((file) => /^shared\/adapters\/([^/]+)\//.exec(file)?.[1] ?? []);
  return [...new Set(folders)];
}

function clientsOf({ packages }: Bundle): readonly string[] {
  return packages.filter((name) => clients.includes(name));
}

describe('the bundle of', () => {
  it.each(functionNames)('%s holds the clients that it uses and no other', async (name) => {
    const bundle = await bundleFunction(`functions/${name}/main.ts`);

    expect([adaptersOf(bundle), clientsOf(bundle)]).toEqual(loads[name]);
  });

  it('a function does not hold the server of the framework, which never serves it', async () => {
    const { packages } = await bundleFunction('functions/docs/main.ts');

    expect(packages).toContain('@google-cloud/functions-framework');
    expect(packages).not.toContain('express');
  });

  it('another module shows a client that is loaded late (so that the tests above can fail)', async () => {
    const bundle = await bundleFunction('functions/compose/compose-cluster.ts');

    expect(clientsOf(bundle)).toEqual(['@kubernetes/client-node']);
    expect(adaptersOf(bundle)).toEqual(['embedded', 'kubernetes']);
  });

  it('each HTTP function of the route table is there', () => {
    const names = Object.keys(routeTable).filter((name) => name !== 'health');

    expect(functionNames).toEqual(expect.arrayContaining(names));
  });
});
