import { describe, expect, it } from 'vitest';
import type { StepSpec } from '../../shared/blueprint/step-spec.ts';
import { plannedSteps } from '../../shared/provisioning/planned-steps.ts';
import type { OperationKind } from '../../shared/tenant/operation.ts';
import { aTenant } from '../builders/a-tenant.ts';
import { faultCatalog, type Scenario, scenarios } from './scenarios.ts';

/**
 * Every kind of step that there is: a new one does not compile until it stands here. False: it needs a
 * system that the sweep does not have, and a test before a fake of that system gives it every fault.
 */
const stepKinds: Readonly<Record<StepSpec['kind'], boolean>> = {
  'check-prerequisites': true,
  'ensure-secrets': true,
  'apply-objects': true,
  'run-job': true,
  'await-ready': true,
  'check-ingresses': true,
  'set-outputs': true,
  'stop-jobs': true,
  'delete-objects': true,
  'confirm-gone': true,
  'suspend-workloads': true,
  'apply-sealed-secrets': false,
  'remove-sealed-values': false,
  'resume-workloads': true,
  'await-purge': true,
  'ensure-realm': false,
  'remove-realm': false,
  'set-realm-password': false,
  'ensure-dns-record': false,
  'remove-dns-record': false,
  'ensure-tunnel-rule': false,
  'remove-tunnel-rule': false,
  'ensure-tenant-row': false,
  'remove-tenant-row': false,
  'send-mail': false,
  'copy-secrets': true,
  'ensure-namespace': true,
  'release-namespace': true,
};

function stepKindsOf({ name, product, under }: Scenario): readonly StepSpec['kind'][] {
  const blueprint = faultCatalog.get(product);
  if (blueprint === undefined) throw new Error(`No product ${product}`);
  const tenant = aTenant({
    product,
    blueprint: { name: product, version: blueprint.version },
    tier: blueprint.defaultTier,
    params: product === 'frappe' ? { email: 'ada@example.test' } : {},
    purge_at: name === 'soft-delete' ? '2026-01-01T00:00:00.000Z' : null,
  });
  return plannedSteps(faultCatalog, tenant, under.kind).map(({ kind }) => kind);
}

describe('scenarios', () => {
  it('have every kind of step meet faults', () => {
    const swept = new Set(scenarios.flatMap(stepKindsOf));

    const expected = Object.entries(stepKinds).flatMap(([kind, isSwept]) =>
      isSwept ? [kind] : [],
    );
    expect([...swept].toSorted()).toEqual(expected.toSorted());
  });

  it('have names of their own', () => {
    const names = scenarios.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  it('leave nothing behind', () => {
    const last = scenarios.map(({ under, after }) => (after.at(-1) ?? under).kind);

    expect(new Set<OperationKind>(last)).toEqual(new Set(['delete']));
  });
});
