import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnsureTenantRow, RemoveTenantRow } from '../../../../shared/blueprint/step-spec.ts';
import type { TenantDatabase } from '../../../../shared/ports/tenant-database.ts';
import type { StepContext } from '../../../../shared/provisioning/step-implementation.ts';
import { ensureTenantRow } from '../../../../shared/provisioning/steps/ensure-tenant-row.ts';
import { removeTenantRow } from '../../../../shared/provisioning/steps/remove-tenant-row.ts';
import { SystemError } from '../../../../shared/tenant/system-error.ts';
import { aTenantRow } from '../../../builders/a-tenant-row.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import {
  createMemoryTenantDatabase,
  type MemoryTenantDatabase,
} from '../../../fakes/memory-tenant-database.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

const { ownerId: _, ...row } = aTenantRow(1);
const { tenantId, slug } = row;
const ensure: EnsureTenantRow = { kind: 'ensure-tenant-row', name: 'row', deadlineMs: 1, row };
const remove: RemoveTenantRow = {
  ...{ kind: 'remove-tenant-row', name: 'no-row', deadlineMs: 1 },
  ...{ tenantId, slug },
};

let world: EngineWorld;
let database: MemoryTenantDatabase;

beforeEach(() => {
  world = createEngineWorld();
  database = createMemoryTenantDatabase();
});

afterEach(() => {
  world.close();
});

async function contextWith(through?: TenantDatabase): Promise<StepContext> {
  const { id } = await world.create('acme');
  const systems = through === undefined ? {} : { database: through };
  return await aStepContext(world, id, { systems });
}

/** Each call takes effect and the first of this name is not answered. */
function unanswered(name: 'migrate' | 'put' | 'remove'): TenantDatabase {
  let isLost = false;
  const call = async (called: string, work: () => Promise<void>) => {
    await work();
    if (called !== name || isLost) return;
    isLost = true;
    const failure = { what: 'timeout', message: 'Cannot tell' } as const;
    throw new SystemError('database', failure, { class: 'observe', outcome: 'unknown' });
  };
  return {
    find: database.find,
    migrate: () => call('migrate', database.migrate),
    put: (wanted) => call('put', () => database.put(wanted)),
    remove: (tenant) => call('remove', () => database.remove(tenant)),
  };
}

describe('ensureTenantRow()', () => {
  it('makes the tables and the row, and comes to the same when it is run again', async () => {
    const context = await contextWith(database);

    const results = [
      await ensureTenantRow(context, ensure),
      await ensureTenantRow(context, ensure),
    ];

    expect(results).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect([...database.rows.values()]).toEqual([{ ...row, ownerId: context.tenant.id }]);
  });

  it('carries a new tier and status to a row that is there', async () => {
    const context = await contextWith(database);
    const changed = { ...row, tier: 'pro', status: 'suspended' } as const;
    await ensureTenantRow(context, ensure);

    await ensureTenantRow(context, { ...ensure, row: changed });

    expect([...database.rows.values()]).toEqual([{ ...changed, ownerId: context.tenant.id }]);
  });

  it.each(['migrate', 'put'] as const)('is made up for when %s was not answered', async (name) => {
    const context = await contextWith(unanswered(name));

    await expect(ensureTenantRow(context, ensure)).rejects.toMatchObject({ class: 'observe' });
    await ensureTenantRow(context, ensure);

    expect([...database.rows.values()]).toEqual([{ ...row, ownerId: context.tenant.id }]);
  });

  it("fails for good at another tenant's slug", async () => {
    const context = await contextWith(database);
    await database.migrate();
    await database.put(aTenantRow(2, { slug }));

    await expect(ensureTenantRow(context, ensure)).rejects.toMatchObject({
      code: 'database_conflict',
      class: 'terminal',
    });
  });

  it('fails for good where there is no database', async () => {
    const context = await contextWith();

    await expect(ensureTenantRow(context, ensure)).rejects.toMatchObject({
      code: 'database_not_set_up',
      class: 'terminal',
    });
  });
});

describe('removeTenantRow()', () => {
  it('removes the row, and comes to the same when it is run again', async () => {
    const context = await contextWith(database);
    await ensureTenantRow(context, ensure);

    const results = [
      await removeTenantRow(context, remove),
      await removeTenantRow(context, remove),
    ];

    expect(results).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect(database.rows.size).toBe(0);
  });

  it('has nothing to take back of a creation that did not come that far', async () => {
    const context = await contextWith(database);

    await expect(removeTenantRow(context, remove)).resolves.toEqual({ kind: 'done' });
  });

  it('leaves what the id of another tenant has, which a creation met', async () => {
    const other = aTenantRow(2, { tenantId });
    const context = await contextWith(database);
    await database.migrate();
    await database.put(other);
    await expect(ensureTenantRow(context, ensure)).rejects.toMatchObject({ class: 'terminal' });

    await removeTenantRow(context, remove);

    expect([...database.rows.values()]).toEqual([other]);
  });

  it('is made up for when it was not answered', async () => {
    const context = await contextWith(unanswered('remove'));
    await ensureTenantRow(context, ensure);

    await expect(removeTenantRow(context, remove)).rejects.toMatchObject({ class: 'observe' });

    await expect(removeTenantRow(context, remove)).resolves.toEqual({ kind: 'done' });
    expect(database.rows.size).toBe(0);
  });

  it('fails for good where there is no database to look into', async () => {
    const context = await contextWith();

    await expect(removeTenantRow(context, remove)).rejects.toMatchObject({
      code: 'database_not_set_up',
    });
  });
});
