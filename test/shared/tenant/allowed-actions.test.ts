import { describe, expect, it } from 'vitest';
import { allowedActions } from '../../../shared/tenant/allowed-actions.ts';
import type { OperationKind, OperationState } from '../../../shared/tenant/operation.ts';
import type { Tenant, TenantStatus } from '../../../shared/tenant/tenant.ts';
import { aTenant } from '../../builders/a-tenant.ts';

const offered = ['update', 'upgrade', 'rollback', 'suspend', 'resume', 'restore'] as const;
const now = '2026-01-02T00:00:00.000Z';

function tenantAt(status: TenantStatus, kind: OperationKind, state: OperationState): Tenant {
  const isDue = state !== 'succeeded' && ['create', 'update', 'upgrade'].includes(kind);
  const pending = isDue ? kind : null;
  return aTenant({ status, pending, last_operation: { id: 'operation-1', kind, state } });
}

describe('allowedActions()', () => {
  it.each<[TenantStatus, OperationKind, OperationState, readonly string[]]>([
    ['queued', 'create', 'queued', ['update', 'cancel', 'delete']],
    ['provisioning', 'create', 'running', ['cancel', 'delete']],
    ['active', 'create', 'succeeded', ['update', 'upgrade', 'rollback', 'suspend', 'delete']],
    ['active', 'update', 'failed', ['update', 'upgrade', 'rollback', 'suspend', 'retry', 'delete']],
    ['updating', 'update', 'queued', ['update', 'upgrade', 'rollback', 'cancel', 'delete']],
    ['updating', 'upgrade', 'waiting', ['cancel', 'delete']],
    ['suspending', 'suspend', 'queued', ['resume', 'cancel', 'delete']],
    ['suspending', 'suspend', 'running', ['cancel', 'delete']],
    ['suspended', 'suspend', 'succeeded', ['resume', 'delete']],
    ['resuming', 'resume', 'running', ['cancel', 'delete']],
    ['failed', 'create', 'failed', ['update', 'retry', 'delete']],
    ['failed', 'create', 'cancelled', ['update', 'retry', 'delete']],
    ['failed', 'suspend', 'failed', ['suspend', 'resume', 'retry', 'delete']],
    ['failed', 'delete', 'failed', ['retry', 'delete']],
    ['deleting', 'delete', 'running', ['delete']],
    ['deleted', 'delete', 'succeeded', []],
  ])('allows a tenant that is %s by a %s that is %s: %j', (...row) => {
    const [status, kind, state, actions] = row;

    expect(allowedActions(tenantAt(status, kind, state), { offered, now })).toEqual(actions);
  });

  it('lets a repair give way to everything', () => {
    const tenant = tenantAt('active', 'repair', 'running');

    expect(allowedActions(tenant, { offered, now })).toEqual([
      'update',
      'upgrade',
      'rollback',
      'suspend',
      'delete',
    ]);
  });

  it('leaves out what the product does not offer', () => {
    const tenant = tenantAt('active', 'create', 'succeeded');

    expect(allowedActions(tenant, { offered: ['update'], now })).toEqual(['update', 'delete']);
  });

  it.each([
    [null, []],
    ['2026-01-01T00:00:00.000Z', []],
    [now, []],
    ['2026-01-02T00:00:00.001Z', ['restore']],
  ])('allows restoring until %s, but not from then on', (purge_at, actions) => {
    const tenant = { ...tenantAt('deleting', 'delete', 'waiting'), purge_at };

    expect(allowedActions(tenant, { offered, now })).toEqual([...actions, 'delete']);
  });

  it('allows restoring what failed to be deleted, while there is time', () => {
    const purge_at = '2026-01-02T00:00:00.001Z';
    const failed = (kind: OperationKind) => ({ ...tenantAt('failed', kind, 'failed'), purge_at });

    const offers = (kind: OperationKind) =>
      allowedActions(failed(kind), { offered, now }).includes('restore');
    expect([offers('delete'), offers('suspend')]).toEqual([true, false]);
  });

  it('offers to retry what has not come true, whatever was done since', () => {
    const mended = { ...tenantAt('active', 'repair', 'succeeded'), pending: 'upgrade' as const };
    const suspended = { ...tenantAt('suspended', 'suspend', 'succeeded'), pending: mended.pending };

    expect(allowedActions(mended, { offered, now })).toContain('retry');
    expect(allowedActions(suspended, { offered, now })).toEqual(['resume', 'delete']);
  });

  it('does not offer to retry a change that was taken back', () => {
    const tenant = { ...tenantAt('active', 'update', 'cancelled'), pending: null };

    expect(allowedActions(tenant, { offered, now })).not.toContain('retry');
  });
});
