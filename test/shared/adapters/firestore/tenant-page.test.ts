import { describe, expect, it } from 'vitest';
import { documentFields } from '../../../../shared/adapters/firestore/document-fields.ts';
import type {
  FirestoreApi,
  FirestoreDocument,
} from '../../../../shared/adapters/firestore/firestore-api.ts';
import { listTenants } from '../../../../shared/adapters/firestore/tenant-page.ts';
import type { TenantQuery } from '../../../../shared/ports/store.ts';
import { aTenant } from '../../../builders/a-tenant.ts';
import { recordingFirestore } from './recording-firestore.ts';

const query: TenantQuery = { limit: 2, sort: 'created_at', labelPair: 'team=a', tier: 'pro' };

describe('listTenants() with a label and another filter', () => {
  it('finds what lies behind many tenants with the label alone', async () => {
    const { firestore, sizes } = labelled(600, [400, 599]);

    const page = await listTenants(firestore, query);

    expect(page.items.map(({ slug }) => slug)).toEqual(['t-400', 't-599']);
    expect(page).not.toHaveProperty('next');
    expect(sizes).toEqual([250, 250, 250]);
  });

  it('cuts the page after the last one shown', async () => {
    const { firestore } = labelled(10, [1, 2, 3]);

    const page = await listTenants(firestore, query);
    const rest = await listTenants(firestore, { ...query, ...(page.next && { after: page.next }) });

    expect(page.items.map(({ slug }) => slug)).toEqual(['t-1', 't-2']);
    expect(rest.items.map(({ slug }) => slug)).toEqual(['t-3']);
    expect(rest).not.toHaveProperty('next');
  });

  it('stops after a thousand, and the next page goes on there', async () => {
    const { firestore, sizes } = labelled(1_200, [1_100]);

    const page = await listTenants(firestore, query);
    const rest = await listTenants(firestore, { ...query, ...(page.next && { after: page.next }) });

    expect(page.items).toEqual([]);
    expect(page.next?.value).toBe(timeOf(999));
    expect(rest.items.map(({ slug }) => slug)).toEqual(['t-1100']);
    expect(sizes).toHaveLength(5);
  });
});

/** A database of so many tenants with the label, of which some are of the tier. */
function labelled(count: number, pro: readonly number[]) {
  const sizes: number[] = [];
  const documents = Array.from({ length: count }, (_, index) =>
    documentOf(index, pro.includes(index) ? 'pro' : 'standard'),
  );
  const firestore: FirestoreApi = {
    ...recordingFirestore(),
    runQuery: async (_, { limit, startAt }) => {
      const size = Number(limit?.value);
      const start = startAt?.values?.[0]?.stringValue;
      const from = documents.findIndex(({ time }) => time === start) + 1;
      sizes.push(size);
      return {
        readTime: { seconds: 1_777_636_800 },
        documents: documents.slice(from, from + size).map(({ document }) => document),
      };
    },
  };
  return { firestore, sizes };
}

function documentOf(index: number, tier: string) {
  const time = timeOf(index);
  const tenant = aTenant({ slug: `t-${index}`, created_at: time, tier, labels: { team: 'a' } });
  const at = { seconds: 1 };
  const fields = documentFields({ collection: 'tenants', id: tenant.id }, tenant);
  const document: FirestoreDocument = { name: tenant.id, fields, createTime: at, updateTime: at };
  return { time, document };
}

function timeOf(index: number): string {
  return new Date(Date.UTC(2026, 0, 1) + index).toISOString();
}
