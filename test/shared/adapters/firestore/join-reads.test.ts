import { describe, expect, it } from 'vitest';
import type {
  BatchGet,
  FirestoreApi,
} from '../../../../shared/adapters/firestore/firestore-api.ts';
import { joinReads } from '../../../../shared/adapters/firestore/join-reads.ts';

const readTime = { seconds: 1, nanos: 0 };

describe('joinReads()', () => {
  it('reads in one call what is asked for in one turn, each document once', async () => {
    const { api, requests } = recordingApi();
    const joined = joinReads(api);

    await Promise.all([['a'], ['b', 'a'], ['c']].map((names) => joined.batchGet({ names })));

    expect(requests).toEqual([{ names: ['a', 'b', 'c'] }]);
  });

  it('reads in a call of its own what is asked for in a later turn', async () => {
    const { api, requests } = recordingApi();
    const joined = joinReads(api);
    await joined.batchGet({ names: ['a'] });

    await joined.batchGet({ names: ['a'] });

    expect(requests).toEqual([{ names: ['a'] }, { names: ['a'] }]);
  });

  it('leaves alone reads that lock, and those of single fields', async () => {
    const { api, requests } = recordingApi();
    const joined = joinReads(api);
    const asked = [
      { names: ['a'], isLocking: true },
      { names: ['a'], fields: ['commit'] },
    ];

    await Promise.all(asked.map((request) => joined.batchGet(request)));

    expect(requests).toEqual(asked);
  });

  it('puts at most 100 documents into one call', async () => {
    const { api, requests } = recordingApi();
    const joined = joinReads(api);
    const names = Array.from({ length: 150 }, (_, index) => `${index}`);

    await Promise.all(names.map((name) => joined.batchGet({ names: [name] })));

    expect(requests.map((request) => request.names.length)).toEqual([100, 50]);
  });

  it('rejects for everybody whose call failed, and starts anew', async () => {
    const { api, requests } = recordingApi(new Error('unreachable'));
    const joined = joinReads(api);
    const failed = await Promise.allSettled(
      ['a', 'b'].map((name) => joined.batchGet({ names: [name] })),
    );

    await joined.batchGet({ names: ['a'] });

    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(requests).toEqual([{ names: ['a', 'b'] }, { names: ['a'] }]);
  });
});

/** An API that notes what it is asked; its first read fails when an error is given. */
function recordingApi(firstError?: Error) {
  const requests: BatchGet[] = [];
  const batchGet: FirestoreApi['batchGet'] = async (request) => {
    requests.push(request);
    if (requests.length === 1 && firstError !== undefined) throw firstError;
    return { readTime, documents: new Map() };
  };
  return { api: { batchGet } as unknown as FirestoreApi, requests };
}
