import { afterEach, describe, expect, it } from 'vitest';
import { createKubernetesCluster } from '../../../../shared/adapters/kubernetes/create-kubernetes-cluster.ts';
import type { Cluster } from '../../../../shared/ports/cluster.ts';
import {
  json,
  kubeConfigFor,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../../fakes/scripted-server.ts';

const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'b' };
const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'a', name: 'b' } };
const stored = { ...object, metadata: { ...object.metadata, uid: 'u', resourceVersion: '1' } };
const absent = {
  kind: 'Status',
  reason: 'NotFound',
  details: { name: 'b', kind: 'configmaps' },
};

let servers: ScriptedServer[] = [];

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function aCluster(script: Script, callTimeoutMs: number = 2_000) {
  const server = await startScriptedServer(script);
  servers.push(server);
  const cluster = createKubernetesCluster({ kubeConfig: () => server.kubeConfig(), callTimeoutMs });
  return { cluster, server };
}

describe('create()', () => {
  it('posts as the field manager and refuses unknown fields', async () => {
    const { cluster, server } = await aCluster((_call, response) => json(response, 201, stored));

    await cluster.create(object);

    const [call] = server.arrived;
    expect(call?.method).toBe('POST');
    expect(call?.url.pathname).toBe('/api/v1/namespaces/a/configmaps');
    expect(Object.fromEntries(call?.url.searchParams ?? [])).toEqual({
      fieldManager: 'tenantry',
      fieldValidation: 'Strict',
      timeout: '1800ms',
    });
    expect(JSON.parse(call?.body ?? '')).toEqual(object);
  });

  it('keeps one connection for calls one after the other', async () => {
    const { cluster, server } = await aCluster((_call, response) => json(response, 201, stored));

    for (let calls = 0; calls < 5; calls += 1) await cluster.create(object);

    expect(server.connections()).toBe(1);
  });
});

describe('apply()', () => {
  it('sends uid and version of what was observed and never forces', async () => {
    const { cluster, server } = await aCluster((_call, response) => json(response, 200, stored));

    await cluster.apply(object, { uid: 'u', resourceVersion: '1' });

    const [call] = server.arrived;
    expect(call?.headers['content-type']).toBe('application/apply-patch+yaml');
    expect(call?.url.searchParams.get('force')).toBe('false');
    expect(JSON.parse(call?.body ?? '')).toEqual(stored);
  });

  it('reports a conflict with another manager after one look at the object', async () => {
    const conflict = {
      kind: 'Status',
      reason: 'Conflict',
      details: { causes: [{ reason: 'FieldManagerConflict' }] },
    };
    const { cluster, server } = await aCluster(({ method }, response) =>
      method === 'GET' ? json(response, 200, stored) : json(response, 409, conflict),
    );

    await expect(cluster.apply(object, { uid: 'u', resourceVersion: '1' })).rejects.toMatchObject({
      code: 'apply_conflict',
    });
    expect(server.arrived.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
  });
});

describe('read()', () => {
  it('returns undefined when the API server says that the object does not exist', async () => {
    const { cluster } = await aCluster((_call, response) => json(response, 404, absent));

    expect(await cluster.read(ref)).toBeUndefined();
  });

  it.each([
    ['a page that is not JSON', '<html>404</html>'],
    ['nothing', ''],
    ['a Status about another object', JSON.stringify({ ...absent, details: { name: 'c' } })],
    ['a Status about nothing', JSON.stringify({ ...absent, details: {} })],
    ['JSON of something else', JSON.stringify({ message: 'no such route' })],
  ])('does not take a 404 with %s for "gone"', async (_what, text) => {
    const { cluster } = await aCluster((_call, response) => response.writeHead(404).end(text));

    await expect(cluster.read(ref)).rejects.toMatchObject({ name: 'ClusterError' });
  });

  it.each([401, 403])('does not take %i for "gone"', async (status) => {
    const { cluster } = await aCluster((_call, response) =>
      json(response, status, { kind: 'Status' }),
    );

    await expect(cluster.read(ref)).rejects.toMatchObject({ class: 'retry', outcome: 'not-done' });
  });

  it('asks once more when a kept connection turns out to be closed', async () => {
    const { cluster, server } = await aCluster((_call, response) => {
      if (server.arrived.length === 2) response.socket?.destroy();
      else json(response, 200, stored);
    });
    await cluster.read(ref);

    expect(await cluster.read(ref)).toMatchObject(stored);
    expect(server.arrived).toHaveLength(3);
  });
});

describe('an answer that is none', () => {
  const scripts: readonly (readonly [string, Script])[] = [
    ['200 with HTML', (_call, response) => response.writeHead(200).end('<html>log in</html>')],
    ['200 with an object that is not stored', (_call, response) => json(response, 200, object)],
    [
      '200 with another kind',
      (_call, response) => json(response, 200, { ...stored, kind: 'Status' }),
    ],
    ['200 with null', (_call, response) => json(response, 200, null)],
    [
      'half a body',
      (_call, response) => {
        response
          .writeHead(200, { 'content-length': '1000' })
          .write('{"kind":"ConfigMap","metadata":{');
        response.socket?.end();
      },
    ],
    ['a closed connection', (_call, response) => response.socket?.destroy()],
    ['silence', () => undefined],
    ['a body without an end', (_call, response) => void response.writeHead(200).write('{')],
  ];

  it.each(scripts)('makes a write unknown: %s', async (_what, script) => {
    const { cluster } = await aCluster(script, 300);

    await expect(cluster.create(object)).rejects.toMatchObject({
      class: 'observe',
      outcome: 'unknown',
    });
  });

  it.each(scripts)('lets a read be tried again: %s', async (_what, script) => {
    const { cluster } = await aCluster(script, 300);

    await expect(cluster.read(ref)).rejects.toMatchObject({ class: 'retry', outcome: 'not-done' });
  });

  it('ends within the call timeout', async () => {
    const { cluster } = await aCluster(() => undefined, 300);
    const startedMs = performance.now();

    await cluster.read(ref).catch(() => undefined);

    expect(performance.now() - startedMs).toBeLessThan(4_000);
  });
});

describe('a call that cannot be sent', () => {
  async function outcomeOf(cluster: Cluster) {
    return await cluster.create(object).catch((error: unknown) => error);
  }

  it('is not done when the connection is refused', async () => {
    const { server } = await aCluster(() => undefined);
    await server.close();
    servers = [];
    const kubeConfig = () => server.kubeConfig();

    const error = await outcomeOf(createKubernetesCluster({ kubeConfig, callTimeoutMs: 1_000 }));

    expect(error).toMatchObject({
      code: 'cluster_unavailable',
      class: 'retry',
      outcome: 'not-done',
    });
  });

  it('is not done when the name does not resolve', async () => {
    const kubeConfig = () => kubeConfigFor('https://cluster.invalid');

    const error = await outcomeOf(createKubernetesCluster({ kubeConfig, callTimeoutMs: 1_000 }));

    expect(error).toMatchObject({ class: 'retry', outcome: 'not-done' });
  });

  it('is not done when the other end does not speak TLS', async () => {
    const { server } = await aCluster(() => undefined);
    const address =
      server.kubeConfig().getCurrentCluster()?.server.replace('http:', 'https:') ?? '';

    const error = await outcomeOf(
      createKubernetesCluster({ kubeConfig: () => kubeConfigFor(address), callTimeoutMs: 1_000 }),
    );

    expect(error).toMatchObject({ class: 'retry', outcome: 'not-done' });
  });

  it('is not done when the credentials cannot be loaded, and tries to load them again', async () => {
    const { server } = await aCluster((_call, response) => json(response, 201, stored));
    let loads = 0;
    const kubeConfig = () => {
      loads += 1;
      if (loads === 1) throw new Error('no such file');
      return server.kubeConfig();
    };
    const cluster = createKubernetesCluster({ kubeConfig, callTimeoutMs: 1_000 });

    const error = await outcomeOf(cluster);

    expect(error).toMatchObject({
      code: 'cluster_unauthorized',
      class: 'retry',
      outcome: 'not-done',
    });
    expect(await cluster.create(object)).toMatchObject(stored);
  });

  it('is not done when the credentials hang, and the next call begins anew', async () => {
    const { server } = await aCluster((_call, response) => json(response, 201, stored));
    let loads = 0;
    const kubeConfig = () => {
      loads += 1;
      return loads === 1 ? new Promise<never>(() => undefined) : server.kubeConfig();
    };
    const cluster = createKubernetesCluster({ kubeConfig, callTimeoutMs: 200 });

    const error = await outcomeOf(cluster);

    expect(await cluster.create(object)).toMatchObject(stored);
    expect(error).toMatchObject({ code: 'cluster_timeout', class: 'retry', outcome: 'not-done' });
  });
});

describe('a refused credential', () => {
  it('is loaded again once, for all calls that were refused together', async () => {
    const { server } = await aCluster(({ headers }, response) =>
      json(response, headers.authorization === 'Bearer new' ? 201 : 401, stored),
    );
    const tokens = ['old', 'new'];
    let loads = 0;
    const kubeConfig = () => server.kubeConfig(tokens[Math.min(loads++, 1)]);
    const cluster = createKubernetesCluster({ kubeConfig, callTimeoutMs: 1_000 });

    await Promise.all([cluster.create(object), cluster.create(object), cluster.create(object)]);

    expect(loads).toBe(2);
  });

  it('that is refused again is reported, and never means that something is gone', async () => {
    const { cluster, server } = await aCluster((_call, response) =>
      json(response, 401, { kind: 'Status' }),
    );

    await expect(cluster.read(ref)).rejects.toMatchObject({
      code: 'cluster_unauthorized',
      class: 'retry',
      outcome: 'not-done',
    });
    expect(server.arrived).toHaveLength(2);
  });
});

describe('delete()', () => {
  it('names the uid and ends what the object owns first', async () => {
    const { cluster, server } = await aCluster((_call, response) =>
      json(response, 200, { kind: 'Status' }),
    );

    await cluster.delete(ref, 'u');

    expect(JSON.parse(server.arrived[0]?.body ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid: 'u' },
      propagationPolicy: 'Foreground',
    });
  });

  it('does not take a bare 404 for success', async () => {
    const { cluster } = await aCluster((_call, response) => response.writeHead(404).end());

    await expect(cluster.delete(ref, 'u')).rejects.toMatchObject({ code: 'cluster_unavailable' });
  });
});

describe('a custom kind', () => {
  const kind = { apiVersion: 'example.test/v1', kind: 'Thing', namespace: 'a', name: 'b' };
  const resources = [
    { name: 'things', kind: 'Thing', namespaced: true },
    { name: 'things/status', kind: 'Thing', namespaced: true },
  ];

  it('is looked up once', async () => {
    const { cluster, server } = await aCluster(({ url }, response) =>
      url.pathname === '/apis/example.test/v1'
        ? json(response, 200, { kind: 'APIResourceList', resources })
        : json(response, 404, absent),
    );

    await cluster.read(kind);
    await cluster.read(kind);

    expect(server.arrived.map(({ url }) => url.pathname)).toEqual([
      '/apis/example.test/v1',
      '/apis/example.test/v1/namespaces/a/things/b',
      '/apis/example.test/v1/namespaces/a/things/b',
    ]);
  });

  it('is unknown when the API server lists its groups without it', async () => {
    const { cluster } = await aCluster(({ url }, response) =>
      url.pathname === '/apis'
        ? json(response, 200, { kind: 'APIGroupList', groups: [] })
        : response.writeHead(404).end('404 page not found'),
    );

    await expect(cluster.read(kind)).rejects.toMatchObject({
      code: 'unknown_kind',
      class: 'terminal',
    });
  });

  it('is not called unknown on the word of a proxy', async () => {
    const { cluster } = await aCluster((_call, response) => response.writeHead(404).end('404'));

    await expect(cluster.read(kind)).rejects.toMatchObject({
      code: 'cluster_unavailable',
      class: 'retry',
    });
  });
});

describe('awaitChange()', () => {
  const wait = { resourceVersion: '1', timeoutMs: 2_500 };

  it('never watches or lists a Secret', async () => {
    const { cluster, server } = await aCluster((_call, response) => json(response, 404, absent));

    await cluster.awaitChange({ ...ref, kind: 'Secret' }, wait);

    expect(server.arrived.map(({ url }) => url.pathname)).toEqual([
      '/api/v1/namespaces/a/secrets/b',
    ]);
    expect(server.arrived[0]?.url.searchParams.has('watch')).toBe(false);
  });

  it('watches that one object from the version that was seen', async () => {
    const { cluster, server } = await aCluster((_call, response) =>
      json(response, 200, { type: 'MODIFIED' }),
    );

    await cluster.awaitChange(ref, wait);

    expect(Object.fromEntries(server.arrived[0]?.url.searchParams ?? [])).toEqual({
      watch: 'true',
      fieldSelector: 'metadata.name=b',
      resourceVersion: '1',
      timeoutSeconds: '3',
    });
  });

  it.each([
    ['is refused', 403],
    ['breaks', 500],
  ])('reads instead when the watch %s', async (_what, status) => {
    const changed = { ...stored, metadata: { ...stored.metadata, resourceVersion: '2' } };
    const { cluster } = await aCluster(({ url }, response) =>
      url.searchParams.has('watch') ? json(response, status, {}) : json(response, 200, changed),
    );
    const startedMs = performance.now();

    await cluster.awaitChange(ref, wait);

    expect(performance.now() - startedMs).toBeLessThan(wait.timeoutMs);
  });

  it('waits until the timeout when nothing answers', async () => {
    const { cluster } = await aCluster(() => undefined);

    await expect(cluster.awaitChange(ref, { ...wait, timeoutMs: 300 })).resolves.toBeUndefined();
  });
});

describe('list()', () => {
  const request = { apiVersion: 'v1', kind: 'ConfigMap', limit: 10 };

  it('does not take an answer without items for an empty list', async () => {
    const { cluster } = await aCluster((_call, response) =>
      json(response, 200, { kind: 'ConfigMapList' }),
    );

    await expect(cluster.list(request)).rejects.toMatchObject({ code: 'cluster_unavailable' });
  });

  it('does not leave out an item that it cannot read', async () => {
    const { cluster } = await aCluster((_call, response) =>
      json(response, 200, { items: [stored, {}] }),
    );

    await expect(cluster.list(request)).rejects.toMatchObject({ code: 'cluster_unavailable' });
  });
});

describe('identity()', () => {
  it('does not take a cluster without kube-system for a cluster', async () => {
    const missing = { ...absent, details: { name: 'kube-system', kind: 'namespaces' } };
    const { cluster } = await aCluster((_call, response) => json(response, 404, missing));

    await expect(cluster.identity()).rejects.toMatchObject({ code: 'cluster_unavailable' });
  });
});

describe('dryRun()', () => {
  it('rehearses a POST, and an apply onto what was observed whoever holds its fields', async () => {
    const { cluster, server } = await aCluster((_call, response) => json(response, 200, stored));

    await cluster.dryRun(object);
    await cluster.dryRun(object, { uid: 'u', resourceVersion: '1' });

    const sent = server.arrived.map(({ method, url }) => [
      method,
      url.searchParams.get('dryRun'),
      url.searchParams.get('force'),
    ]);
    expect(sent).toEqual([
      ['POST', 'All', null],
      ['PATCH', 'All', 'true'],
    ]);
    const { uid, resourceVersion } = JSON.parse(server.arrived[1]?.body ?? '').metadata;
    expect([uid, resourceVersion]).toEqual(['u', '1']);
  });
});

describe('readLogs()', () => {
  const request = { namespace: 'a', pod: 'p', container: 'c', linesMax: 5, bytesMax: 64 };

  it('asks for the last lines of one container, and answers them as they are', async () => {
    const { cluster, server } = await aCluster((_call, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('one\ntwo\n'),
    );

    expect(await cluster.readLogs(request)).toBe('one\ntwo\n');
    const [call] = server.arrived;
    expect(call?.url.pathname).toBe('/api/v1/namespaces/a/pods/p/log');
    expect(Object.fromEntries(call?.url.searchParams ?? [])).toMatchObject({
      container: 'c',
      tailLines: '5',
      limitBytes: '64',
    });
  });

  it('rejects for a container that has not started', async () => {
    const message = 'container "c" in pod "p" is waiting to start: ContainerCreating';
    const { cluster } = await aCluster((_call, response) =>
      json(response, 400, { kind: 'Status', reason: 'BadRequest', message }),
    );

    await expect(cluster.readLogs(request)).rejects.toMatchObject({
      message: expect.stringContaining('waiting to start'),
    });
  });
});
