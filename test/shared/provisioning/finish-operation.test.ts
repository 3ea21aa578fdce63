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

  it('does not call a revision good, nor all provisioned, that a resumption found in force', () => {
    const tenant = at('resume', { observed_generation: 1, pending: 'upgrade', conditions: [] });

    const ended = endedTenant(tenant, { kind: 'succeeded' }, moment);

    expect(ended).toMatchObject({
      status: 'active',
      pending: 'upgrade',
      good_revisions: [1],
      observed_generation: 1,
    });
    expect(ended.conditions.map(({ type }) => type)).toEqual(['Progressing']);
  });

  it.each(['create', 'update', 'upgrade', 'rollback'] as const)(
    'has nothing left to bring about after a %s',
    (kind) => {
      const ended = endedTenant(at(kind, { pending: 'upgrade' }), { kind: 'succeeded' }, moment);

      expect(ended.pending).toBeNull();
    },
  );

  it('keeps what a change that failed was to bring about', () => {
    const ended = endedTenant(
      at('update', { pending: 'update' }),
      { kind: 'failed', error },
      moment,
    );

    expect(ended.pending).toBe('update');
  });

  it('has no error of a former repair any more once a repair succeeded', () => {
    const tenant = at('repair', { status: 'active', observed_generation: 2, error_code: 'gone' });

    expect(endedTenant(tenant, { kind: 'succeeded' }, moment).error_code).toBeNull();
  });

  it('does not say any more that a deletion is blocked that gave way to something else', () => {
    const blocked = { type: 'DeletionBlocked', status: 'True', reason: 'Overdue' } as const;
    const conditions = [
      {
        ...blocked,
        message: 'a finalizer',
        last_transition_time: moment.now,
        observed_generation: 1,
      },
    ];

    const ended = endedTenant(at('restore', { conditions }), { kind: 'succeeded' }, moment);

    expect(ended.conditions).toContainEqual(
      expect.objectContaining({ type: 'DeletionBlocked', status: 'False' }),
    );
  });

  it('says in a condition that an operation was cancelled', () => {
    const cancelled = {
      kind: 'cancelled',
      error: { ...error, code: 'operation_cancelled' },
    } as const;

    const { conditions } = endedTenant(at('update'), cancelled, moment);

    expect(conditions).toContainEqual(
      expect.objectContaining({ type: 'Progressing', reason: 'OperationCancelled' }),
    );
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
