import { beforeEach, describe, expect, it, vi } from 'vitest';
import { documentFields } from '../../../../shared/adapters/firestore/document-fields.ts';
import { tenantName } from '../../../../shared/adapters/firestore/document-name.ts';
import type {
  FirestoreApi,
  ListenHandlers,
  ListenRequest,
} from '../../../../shared/adapters/firestore/firestore-api.ts';
import { createTenantWatch } from '../../../../shared/adapters/firestore/tenant-watch.ts';
import { waitForChange } from '../../../../shared/adapters/firestore/wait-for-change.ts';
import type { Tenant } from '../../../../shared/tenant/tenant.ts';
import { aTenant } from '../../../builders/a-tenant.ts';
import { recordingFirestore } from './recording-firestore.ts';

interface OpenedStream {
  readonly handlers: ListenHandlers;
  readonly sent: ListenRequest[];
  isClosed: boolean;
}

let streams: OpenedStream[];
let firestore: FirestoreApi;

beforeEach(() => {
  streams = [];
  firestore = {
    ...recordingFirestore(),
    listen: (handlers) => {
      const stream: OpenedStream = { handlers, sent: [], isClosed: false };
      streams.push(stream);
      return {
        send: (request) => stream.sent.push(request),
        close: () => {
          stream.isClosed = true;
        },
      };
    },
  };
});

describe('createTenantWatch()', () => {
  it('watches many tenants over one stream', () => {
    const watch = createTenantWatch(firestore);

    for (const id of ['a', 'b', 'c']) watch.observe(id, observer());

    expect(streams).toHaveLength(1);
    expect(targetsOf(streams[0])).toEqual(['a', 'b', 'c'].map(nameOf));
  });

  it('asks once for a tenant that several wait for, and tells the later one what it knows', () => {
    const watch = createTenantWatch(firestore);
    const tenant = aTenant({ id: 'a' });
    watch.observe('a', observer());
    tell(streams[0], 1, tenant);

    const late = observer();
    watch.observe('a', late);

    expect(targetsOf(streams[0])).toEqual([nameOf('a')]);
    expect(late.onTenant).toHaveBeenCalledExactlyOnceWith(tenant);
  });

  it('tells only those who wait for the tenant', () => {
    const watch = createTenantWatch(firestore);
    const [first, second] = [observer(), observer()];
    watch.observe('a', first);
    watch.observe('b', second);

    tell(streams[0], 2, aTenant({ id: 'b' }));

    expect(first.onTenant).not.toHaveBeenCalled();
    expect(second.onTenant).toHaveBeenCalledOnce();
  });

  it('stops asking when the last one leaves, and closes the stream after the last tenant', () => {
    const watch = createTenantWatch(firestore);
    const leaveFirst = watch.observe('a', observer());
    const leaveSecond = watch.observe('b', observer());

    leaveFirst();
    expect(streams[0]?.sent.at(-1)).toEqual({ removeTarget: 1 });
    expect(streams[0]?.isClosed).toBe(false);

    leaveSecond();
    expect(streams[0]?.isClosed).toBe(true);
  });

  it('opens a stream for the next one after it had closed', () => {
    const watch = createTenantWatch(firestore);
    watch.observe('a', observer())();

    watch.observe('a', observer());

    expect(targetsOf(streams[1])).toEqual([nameOf('a')]);
  });

  it('asks again for everything when the stream breaks', async () => {
    const watch = createTenantWatch(firestore);
    watch.observe('a', observer());
    watch.observe('b', observer());

    streams[0]?.handlers.onEnd(new Error('broken'));

    await expect.poll(() => targetsOf(streams[1])).toEqual(['a', 'b'].map(nameOf));
  });

  it('tells those who wait when a tenant may not be watched', () => {
    const watch = createTenantWatch(firestore);
    const [first, second] = [observer(), observer()];
    watch.observe('a', first);
    watch.observe('b', second);

    streams[0]?.handlers.onMessage({
      targetChange: { targetIds: [1], cause: { code: 7, message: 'no' } },
    });

    expect(first.onError).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'store_unavailable' }),
    );
    expect(second.onError).not.toHaveBeenCalled();
  });
});

describe('waitForChange()', () => {
  it('refuses the call after a thousand that wait, and takes one again when one has gone', async () => {
    const source = {
      readTenant: async () => undefined,
      watch: createTenantWatch(firestore),
      waiting: { count: 0 },
    };
    const leave = new AbortController();
    const request = { tenantId: 'a', sinceRecordVersion: 0, timeoutMs: 5_000 };
    const all = Array.from({ length: 1_000 }, () =>
      waitForChange(source, { ...request, signal: leave.signal }),
    );
    await expect.poll(() => source.waiting.count).toBe(1_000);

    await expect(waitForChange(source, request)).rejects.toMatchObject({
      code: 'too_many_waiters',
    });

    leave.abort();
    await Promise.all(all);
    expect(source.waiting.count).toBe(0);
    expect(streams.map(({ isClosed }) => isClosed)).toEqual([true]);
  });
});

function observer() {
  return {
    onTenant: vi.fn<(tenant: Tenant) => void>(),
    onError: vi.fn<(error: unknown) => void>(),
  };
}

function nameOf(id: string): string {
  return tenantName(firestore.root, id);
}

function targetsOf(stream: OpenedStream | undefined): readonly (string | undefined)[] {
  return (stream?.sent ?? []).map(({ addTarget }) => addTarget?.documents?.documents?.[0]);
}

function tell(stream: OpenedStream | undefined, targetId: number, tenant: Tenant): void {
  const fields = documentFields({ collection: 'tenants', id: tenant.id }, tenant);
  stream?.handlers.onMessage({
    documentChange: { targetIds: [targetId], document: { name: nameOf(tenant.id), fields } },
  });
}
