import { beforeEach, describe, expect, it } from 'vitest';
import type { TenantDatabase } from '../../shared/ports/tenant-database.ts';
import { aTenantRow } from '../builders/a-tenant-row.ts';
import { numberedId } from '../builders/numbered-id.ts';

const first = aTenantRow(1);
const second = aTenantRow(2);

/** What every `TenantDatabase` promises; `open` gives one without any tables for each test. */
export function tenantDatabaseContract(name: string, open: () => Promise<TenantDatabase>): void {
  describe(`${name} as a TenantDatabase`, () => {
    let database: TenantDatabase;
    const subject = () => database;
    describe('without tables', () => {
      beforeEach(async () => {
        database = await open();
      });
      emptyContract(subject);
    });
    describe('with tables', () => {
      beforeEach(async () => {
        database = await open();
        await database.migrate();
      });
      putContract(subject);
      removeContract(subject);
    });
  });
}

type Subject = () => TenantDatabase;

function emptyContract(subject: Subject): void {
  it('finds nobody', async () => {
    await expect(subject().find(first.tenantId)).resolves.toBeUndefined();
  });

  it('has nothing to remove', async () => {
    await expect(subject().remove(first)).resolves.toBeUndefined();
  });

  it('refuses a row', async () => {
    await expect(subject().put(first)).rejects.toMatchObject({
      code: 'database_refused',
      outcome: 'not-done',
    });
  });

  it('is migrated by several at once, and again', async () => {
    await Promise.all([subject().migrate(), subject().migrate(), subject().migrate()]);
    await subject().migrate();

    await subject().put(first);
    await expect(subject().find(first.tenantId)).resolves.toEqual(first);
  });
}

function putContract(subject: Subject): void {
  it('finds a row as it was put', async () => {
    const bare = aTenantRow(3, { realm: null, userId: null, status: 'suspended' });
    const odd = aTenantRow(4, { organization: `O'Neil "&" Söhne; DROP TABLE tenants --` });

    for (const row of [first, bare, odd]) await subject().put(row);

    for (const row of [first, bare, odd]) {
      await expect(subject().find(row.tenantId)).resolves.toEqual(row);
    }
    await expect(subject().find(numberedId(9))).resolves.toBeUndefined();
  });

  it('takes the same row twice, and at once', async () => {
    await Promise.all([subject().put(first), subject().put(first)]);
    await subject().put(first);

    await expect(subject().find(first.tenantId)).resolves.toEqual(first);
  });

  it('replaces tier, status, realm and user', async () => {
    const changed = {
      ...first,
      tier: 'pro',
      status: 'suspended',
      realm: null,
      userId: 'bob',
    } as const;
    await subject().put(first);

    await subject().put(changed);

    await expect(subject().find(first.tenantId)).resolves.toEqual(changed);
  });

  it('refuses a slug that another tenant has', async () => {
    await subject().put(first);

    await expect(subject().put({ ...second, slug: first.slug })).rejects.toMatchObject({
      code: 'database_conflict',
      class: 'terminal',
      outcome: 'not-done',
    });
    await expect(subject().find(second.tenantId)).resolves.toBeUndefined();
  });

  it('refuses an id that has another slug', async () => {
    await subject().put(first);

    await expect(subject().put({ ...second, tenantId: first.tenantId })).rejects.toMatchObject({
      code: 'database_conflict',
      class: 'terminal',
    });
    await expect(subject().find(first.tenantId)).resolves.toEqual(first);
  });

  it('gives a slug to one of two who want it at once', async () => {
    const rivals = [first, { ...second, slug: first.slug }];

    const results = await Promise.allSettled(rivals.map((row) => subject().put(row)));

    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const found = await Promise.all(rivals.map(({ tenantId }) => subject().find(tenantId)));
    expect(found.filter((row) => row !== undefined)).toHaveLength(1);
  });

  it.each(['', 'acme', first.tenantId.replaceAll('-', ''), `${first.tenantId}"; DROP TABLE x`])(
    'refuses "%s", which is no UUID',
    async (tenantId) => {
      const refused = { code: 'database_refused', class: 'terminal' };

      await expect(subject().put({ ...first, tenantId })).rejects.toMatchObject(refused);
      await expect(subject().find(tenantId)).rejects.toMatchObject(refused);
      await expect(subject().remove({ ...first, tenantId })).rejects.toMatchObject(refused);
    },
  );
}

function removeContract(subject: Subject): void {
  it('removes a tenant, and no other', async () => {
    await subject().put(first);
    await subject().put(second);

    await subject().remove(first);

    await expect(subject().find(first.tenantId)).resolves.toBeUndefined();
    await expect(subject().find(second.tenantId)).resolves.toEqual(second);
  });

  it('removes twice, and at once', async () => {
    await subject().put(first);

    await Promise.all([subject().remove(first), subject().remove(first)]);
    await subject().remove(first);

    await expect(subject().find(first.tenantId)).resolves.toBeUndefined();
  });

  it('frees id and slug', async () => {
    await subject().put(first);
    await subject().remove(first);

    await subject().put({ ...second, slug: first.slug });
    await subject().put({ ...first, slug: second.slug });

    await expect(subject().find(first.tenantId)).resolves.toMatchObject({ slug: second.slug });
  });

  it('neither takes over nor removes a row that another owner has', async () => {
    await subject().put(first);
    const stranger = { ...first, ownerId: second.tenantId };

    await expect(subject().put(stranger)).rejects.toMatchObject({
      ...{ code: 'database_conflict', class: 'terminal' },
    });
    await subject().remove(stranger);

    expect(await subject().find(first.tenantId)).toEqual(first);
  });

  it('leaves an id alone that has another slug', async () => {
    await subject().put(first);

    await subject().remove({ ...first, slug: second.slug });

    await expect(subject().find(first.tenantId)).resolves.toEqual(first);
  });
}
