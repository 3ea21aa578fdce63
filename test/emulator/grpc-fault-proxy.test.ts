import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createFirestore } from '../../shared/adapters/firestore/create-firestore.ts';
import type { FirestoreApi } from '../../shared/adapters/firestore/firestore-api.ts';
import type { ArrivedCall } from '../faults/call-gate.ts';
import { type GrpcFault, lateMs } from '../faults/fault.ts';
import { type GrpcFaultProxy, startGrpcFaultProxy } from '../faults/rig/grpc-fault-proxy.ts';

const { firestoreHost, projectId: prefix } = inject('emulators');
const settings = { projectId: `${prefix}-grpc-proxy`, databaseId: '(default)' } as const;

let proxy: GrpcFaultProxy;
let firestore: FirestoreApi;
let direct: FirestoreApi;
let faults: (GrpcFault | undefined)[];
let arrived: ArrivedCall[];
let deaths: number;

beforeEach(async () => {
  [faults, arrived, deaths] = [[], [], 0];
  proxy = await startGrpcFaultProxy({
    target: firestoreHost,
    service: 'store',
    gate: {
      admit: (call) => {
        arrived.push(call);
        return faults.shift();
      },
    },
    kill: () => {
      deaths += 1;
      proxy.cut();
    },
  });
  firestore = createFirestore({ ...settings, host: proxy.host, callMs: 2_000 });
  direct = createFirestore({ ...settings, host: firestoreHost });
});

afterEach(async () => {
  proxy.cut();
  await Promise.all([firestore.close(), direct.close()]);
});

function nameOf(id: string): string {
  return `${direct.root}/settings/${id}`;
}

async function write(id: string): Promise<void> {
  await firestore.commit({ writes: [{ update: { name: nameOf(id), fields: {} } }] });
}

async function exists(id: string): Promise<boolean> {
  const { documents } = await direct.batchGet({ names: [nameOf(id)] });
  return documents.has(nameOf(id));
}

describe('startGrpcFaultProxy()', () => {
  it('passes calls on, and says what they are', async () => {
    await write('plain');
    const { documents } = await firestore.batchGet({ names: [nameOf('plain'), nameOf('none')] });

    expect([...documents.keys()]).toEqual([nameOf('plain')]);
    expect(arrived.map(({ title, isWrite }) => [title, isWrite])).toEqual([
      ['Firestore.Commit(settings)', true],
      ['Firestore.BatchGetDocuments(settings)', false],
    ]);
  });

  it.each<[GrpcFault, number, boolean]>([
    ['aborted', 10, false],
    ['unavailable', 14, false],
    ['deadline-exceeded', 4, false],
    ['hang', 4, false],
    ['reset', 14, false],
    ['answer-lost', 14, true],
    ['killed-before', 14, false],
    ['killed-after', 14, true],
  ])('makes a commit with the fault %s fail with %i; taken effect: %s', async (...row) => {
    const [fault, code, isDone] = row;
    faults = [fault];

    await expect(write(fault)).rejects.toMatchObject({ code });

    expect(await exists(fault)).toBe(isDone);
    expect(deaths).toBe(fault.startsWith('killed') ? 1 : 0);
  });

  it('has a commit take effect after its caller has given up', async () => {
    faults = ['arrived-late'];

    await expect(write('late')).rejects.toMatchObject({ code: 4 });

    expect(await exists('late')).toBe(false);
    await expect.poll(() => exists('late'), { timeout: 2 * lateMs }).toBe(true);
  });

  it('serves a later call on the next connection', async () => {
    faults = ['reset'];
    await expect(write('after')).rejects.toMatchObject({ code: 14 });

    await expect
      .poll(() =>
        write('after').then(
          () => exists('after'),
          () => false,
        ),
      )
      .toBe(true);
  });
});
