import { describe, expect, it } from 'vitest';
import { irreversibleAfterStop } from '../../../shared/provisioning/irreversible-after-stop.ts';
import type { Operation } from '../../../shared/tenant/operation.ts';
import type { Tenant } from '../../../shared/tenant/tenant.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { aStepRecord } from '../../builders/a-step-record.ts';
import { aTenant } from '../../builders/a-tenant.ts';
import { anOperation } from '../../builders/an-operation.ts';

const lease = { holder: 'worker-a', expires_at: '2026-01-01T00:10:00.000Z' };
const demo = aBlueprint();
const catalog = new Map([
  [
    'demo',
    aBlueprint({
      steps: (context) =>
        demo
          .steps({ ...context, kind: 'create' })
          .map((step) => (step.name === 'set-up' ? { ...step, isIrreversible: true } : step)),
    }),
  ],
]);

function stopped(tenant: Partial<Tenant>, operation: Partial<Operation>): number | null {
  const blueprint = { name: 'demo', version: '1.0.0' };
  const params = { greeting: 'hello' };
  return irreversibleAfterStop(
    catalog,
    aTenant({ product: 'demo', blueprint, params, revision: 4, lease, ...tenant }),
    anOperation({ kind: 'upgrade', state: 'running', steps: stepsAt('set-up'), ...operation }),
  );
}

/** Steps of which those before this one have succeeded. */
function stepsAt(name: string) {
  const names = ['apply', 'set-up', 'set-outputs'];
  return names.map((each, index) =>
    aStepRecord({ name: each, state: index < names.indexOf(name) ? 'succeeded' : 'pending' }),
  );
}

describe('irreversibleAfterStop()', () => {
  it('is the present revision while a worker may be in a step that cannot be undone', () => {
    expect(stopped({}, {})).toBe(4);
  });

  it.each<[string, Partial<Tenant>, Partial<Operation>]>([
    ['nobody works on the tenant', { lease: null }, {}],
    ['another step is next', {}, { steps: stepsAt('apply') }],
    ['the step has ended', {}, { steps: stepsAt('set-outputs') }],
    ['the operation has not begun', {}, { state: 'queued' }],
    ['the operation has ended', {}, { state: 'failed' }],
    ['nothing can be planned', { product: 'gone', blueprint: { name: 'gone', version: '1' } }, {}],
  ])('stays as it was when %s', (_, tenant, operation) => {
    expect(stopped({ irreversible_revision: 2, ...tenant }, operation)).toBe(2);
  });
});
