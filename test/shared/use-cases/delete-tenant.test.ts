import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../../../shared/tenant/tenant.ts';
import { deleteTenant } from '../../../shared/use-cases/delete-tenant.ts';
import { retryTenant } from '../../../shared/use-cases/retry-tenant.ts';
import { aPrincipal, createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';

let world: EngineWorld;
let tenant: Tenant;

beforeEach(async () => {
  world = createEngineWorld();
  const { id } = await world.create('acme');
  tenant = await world.settle(id);
});

afterEach(() => world.close());

const ports = () => ({ ...world.ports, newId: randomUUID });
const input = () => ({ principal: aPrincipal, requestId: 'request-1', tenantId: tenant.id });

describe('deleteTenant()', () => {
  it('answers with a deleting tenant of the next generation', async () => {
    const { status, body } = await deleteTenant(ports(), input());

    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'deleting', generation: 2 });
  });

  it('answers the same when it is asked again', async () => {
    const first = await deleteTenant(ports(), input());

    const second = await deleteTenant(ports(), input());

    expect(second).toEqual(first);
  });

  it('says that a deleted tenant is gone', async () => {
    await deleteTenant(ports(), input());
    await world.settle(tenant.id);

    await expect(deleteTenant(ports(), input())).rejects.toMatchObject({ code: 'tenant_deleted' });
  });

  it('refuses a generation that is not the newest', async () => {
    const refused = deleteTenant(ports(), { ...input(), ifGeneration: 7 });

    await expect(refused).rejects.toMatchObject({ code: 'generation_mismatch' });
  });

  it('refuses a tenant with deletion protection', async () => {
    await world.store.transact(async (transaction) => {
      const stored = await transaction.get('tenants', tenant.id);
      if (stored === undefined) throw new Error('The tenant is gone');
      transaction.put('tenants', tenant.id, { ...stored, deletion_protection: true });
    });

    await expect(deleteTenant(ports(), input())).rejects.toMatchObject({
      code: 'deletion_protected',
    });
  });

  it.each(['unknown', 'foreign'])('does not tell an %s tenant from none', async (which) => {
    const principal = { ...aPrincipal, organization_id: 'other', is_global: false };
    const question =
      which === 'foreign' ? { ...input(), principal } : { ...input(), tenantId: 'nobody' };

    const refused = deleteTenant(ports(), question);

    await expect(refused).rejects.toMatchObject({
      code: 'tenant_not_found',
      message: `Cannot find tenant "${question.tenantId}"`,
    });
  });
});

describe('retryTenant()', () => {
  it('is refused for a tenant that has not failed, with what is allowed', async () => {
    await expect(retryTenant(ports(), input())).rejects.toMatchObject({
      code: 'action_not_allowed',
      extensions: { allowed_actions: ['delete'] },
    });
  });
});
