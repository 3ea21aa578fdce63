import { createServer, type Http2Server, type IncomingHttpHeaders } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFirestore } from '../../../../shared/adapters/firestore/create-firestore.ts';
import type { FirestoreApi } from '../../../../shared/adapters/firestore/firestore-api.ts';

/** A gRPC service that refuses every call as unavailable, and counts them. */
let server: Http2Server;
let firestore: FirestoreApi;
let received: IncomingHttpHeaders[];

beforeEach(async () => {
  received = [];
  server = createServer();
  server.on('stream', (stream, headers) => {
    received.push(headers);
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '14' },
      { endStream: true },
    );
  });
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  firestore = createFirestore({
    projectId: 'p',
    databaseId: 'other',
    host: `127.0.0.1:${port}`,
  });
});

afterEach(async () => {
  await firestore.close();
  await new Promise((closed) => server.close(closed));
});

describe('createFirestore()', () => {
  it.each([
    ['commit', async () => await firestore.commit({ writes: [] })],
    ['rollback', async () => await firestore.rollback(new Uint8Array(1))],
    ['batchGet', async () => await firestore.batchGet({ names: [`${firestore.root}/a/b`] })],
    ['runQuery', async () => await firestore.runQuery(firestore.root, {})],
  ] as const)('sends %s once, whatever comes back', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ code: 14 });

    expect(received).toHaveLength(1);
  });

  it('tells when a stream of changes ends', async () => {
    const ended = new Promise((end) => {
      firestore.listen({ onMessage: () => {}, onEnd: end });
    });

    await expect(ended).resolves.toMatchObject({ code: 14 });
    expect(received).toHaveLength(1);
  });

  it('names the database in every call, so that one with another name is found', async () => {
    await expect(firestore.commit({ writes: [] })).rejects.toThrow();

    const [headers] = received;
    expect(firestore.root).toBe('projects/p/databases/other/documents');
    expect(headers?.['google-cloud-resource-prefix']).toBe('projects/p/databases/other');
    expect(headers?.[':path']).toBe('/google.firestore.v1.Firestore/Commit');
  });
});
