import { describe, expect, it } from 'vitest';
import { endedTenant } from '../../../shared/provisioning/finish-operation.ts';
import type { OperationKind } from '../../../shared/tenant/operation.ts';
import type { Tenant } from '../../../shared/tenant/tenant.ts';
import { aTenant } from '../../builders/a-tenant.ts';

const moment = { now: '2026-01-02T00:00:00.000Z', tombstoneMs: 3_600_000 };
const error = { code: 'job_failed', message: 'Job failed', retryable: false };

/** A tenant in the midst of an operation of this kind. */
function at(kind: OperationKind, overrides: Partial<Tenant> = {}): Tenant {
  const last_operation = { id: 'operation-2', kind, state: 'running' } as const;
  return aTenant({ generation: 2, revision: 2, status: 'updating', last_operation, ...overrides });
}

describe('endedTenant()', () => {
  it.each(['create', 'update', 'upgrade', 'rollback'] as const)(
    'remembers the revision that a %s brought about',
    (kind) => {
      const ended = endedTenant(at(kind), { kind: 'succeeded' }, moment);

      expect(ended).toMatchObject({
        status: 'active',
        good_revisions: [1, 2],
        observed_generation: 2,
      });
    },
  );

  it('remembers ten revisions at most', () => {
    const good_revisions = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    const ended = endedTenant(
      at('update', { revision: 11, good_revisions }),
      { kind: 'succeeded' },
      moment,
    );

    expect(ended.good_revisions).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('does not call a revision good that a resumption only found in force', () => {
    const tenant = at('resume', { observed_generation: 1 });

    const ended = endedTenant(tenant, { kind: 'succeeded' }, moment);

    expect(ended).toMatchObject({
      status: 'active',
      good_revisions: [1],
      observed_generation: 1,
    });
  });

  it.each(['update', 'upgrade', 'rollback'] as const)(
    'leaves a serving tenant active and healthy whose %s failed',
    (kind) => {
      const ended = endedTenant(at(kind), { kind: 'failed', error }, moment);

      expect(ended).toMatchObject({
        status: 'active',
        health: 'healthy',
        error_code: 'job_failed',
        good_revisions: [1],
        last_operation: { kind, state: 'failed' },
      });
    },
  );

  it.each([
    ['create', { good_revisions: [] }],
    ['update', { good_revisions: [] }],
    ['suspend', {}],
    ['resume', {}],
    ['restore', {}],
    ['delete', {}],
  ] as const)('calls a tenant failed whose %s failed (%j)', (kind, overrides) => {
    const ended = endedTenant(at(kind, overrides), { kind: 'failed', error }, moment);

    expect(ended).toMatchObject({ status: 'failed', health: 'unhealthy' });
  });

  it('keeps the status, the error and the generation of a tenant that was repaired', () => {
    const tenant = at('repair', { status: 'active', error_code: 'job_failed' });

    const ended = endedTenant(tenant, { kind: 'succeeded' }, moment);

    expect(ended).toMatchObject({
      status: 'active',
      error_code: 'job_failed',
      observed_generation: 1,
      good_revisions: [1],
    });
  });

  it('keeps a suspended tenant suspended whose repair failed', () => {
    const tenant = at('repair', { status: 'suspended', desired: 'suspended' });

    expect(endedTenant(tenant, { kind: 'failed', error }, moment).status).toBe('suspended');
  });

  it('forgets the suspension once the tenant runs again', () => {
    const suspension = { reason: 'unpaid', at: moment.now, by: 'ada' };

    const suspended = endedTenant(
      at('suspend', { desired: 'suspended', suspension }),
      { kind: 'succeeded' },
      moment,
    );
    const resumed = endedTenant(at('resume', { suspension }), { kind: 'succeeded' }, moment);

    expect(suspended).toMatchObject({ status: 'suspended', suspension });
    expect(resumed).toMatchObject({ status: 'active', suspension: null });
  });

  it('says in a condition why a tenant is suspended, and that it no longer is', () => {
    const suspension = { reason: 'unpaid', at: moment.now, by: 'ada' };
    const tenant = at('suspend', { desired: 'suspended', suspension });

    const suspended = endedTenant(tenant, { kind: 'succeeded' }, moment);
    const resumed = endedTenant(
      at('resume', { conditions: suspended.conditions }),
      { kind: 'succeeded' },
      moment,
    );
    const never = endedTenant(at('update'), { kind: 'succeeded' }, moment);

    const toldOf = ({ conditions }: Tenant) =>
      conditions.filter(({ type }) => type === 'Suspended').map((each) => each.status);
    expect([suspended, resumed, never].map(toldOf)).toEqual([['True'], ['False'], []]);
    expect(suspended.conditions).toContainEqual(expect.objectContaining({ message: 'unpaid' }));
  });
});
