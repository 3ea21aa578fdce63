import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../cli/format-table.ts';
import { planLines } from '../../../cli/views/plan-lines.ts';
import type { PlannedChange, PlanView } from '../../../shared/use-cases/plan-view.ts';

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'demo', name: 'web' };

function aChange(overrides: Partial<PlannedChange> = {}): PlannedChange {
  return { object: deployment, action: 'update', fields: [], disruption: 'none', ...overrides };
}

function aPlan(overrides: Partial<PlanView> = {}): PlanView {
  return {
    ...{ plan_id: 'p', tenant_id: 't', operation: 'update', mode: 'offline' },
    ...{ fields: [], changes: [], steps: [], warnings: [] },
    ...overrides,
  };
}

function linesOf(overrides: Partial<PlanView>): readonly string[] {
  return planLines(aPlan(overrides)).map((line) => (typeof line === 'string' ? line : line.text));
}

function firstOf(change: Partial<PlannedChange>): Cell | undefined {
  return planLines(aPlan({ changes: [aChange(change)] }))[0];
}

describe('planLines()', () => {
  it.each([
    [{ action: 'create' }, '+ Deployment demo/web', 'green'],
    [{ action: 'update' }, '~ Deployment demo/web', 'yellow'],
    [
      { disruption: 'restart' },
      '~ Deployment demo/web (restart: its pods are replaced or stopped)',
      'yellow',
    ],
    [
      { disruption: 'recreate' },
      '! Deployment demo/web (recreate: it must be deleted and made again)',
      'red',
    ],
    [
      { disruption: 'data-loss' },
      '! Deployment demo/web (data loss: what it holds is gone)',
      'red',
    ],
    [
      { action: 'delete', disruption: 'data-loss' },
      '- Deployment demo/web (data loss: what it holds is gone)',
      'red',
    ],
  ] as const)('shows %j with its sign, in words and in colour', (change, text, style) => {
    expect(firstOf(change)).toEqual({ text, style });
  });

  it('names an object without a namespace', () => {
    const object = { apiVersion: 'v1', kind: 'Namespace', name: 'demo' };

    expect(firstOf({ object, action: 'create' })).toMatchObject({ text: '+ Namespace demo' });
  });

  it('indents fields below their object', () => {
    const fields = [
      { path: '/spec/replicas', from: 1, to: 2, is_secret: false },
      { path: '/spec/paused', from: null, to: true, is_secret: false },
      { path: '/spec/note', from: 'a\nb', to: null, is_secret: false },
      { path: '/data/password', from: null, to: null, is_secret: true },
    ];

    expect(linesOf({ changes: [aChange({ fields })] }).slice(1, 5)).toEqual([
      '    /spec/replicas: 1 -> 2',
      '    /spec/paused: (none) -> true',
      '    /spec/note: "a\\nb" -> (none)',
      '    /data/password: (a secret value changes)',
    ]);
  });

  it('cuts a very long value', () => {
    const fields = [{ path: '/data/x', from: null, to: 'x'.repeat(500), is_secret: false }];

    const line = linesOf({ changes: [aChange({ fields })] })[1] ?? '';

    expect(line).toMatch(/x…$/);
    expect(line.length).toBeLessThan(250);
  });

  it('leaves out what stays, and counts it', () => {
    const changes = [
      aChange({ action: 'none' }),
      aChange({ action: 'create' }),
      aChange({ action: 'delete' }),
    ];

    expect(linesOf({ changes })).toEqual([
      '+ Deployment demo/web',
      '- Deployment demo/web',
      '',
      '1 to create, 0 to change, 1 to delete, 1 unchanged',
    ]);
  });

  it('tells what the cluster was not asked about', () => {
    const changes = [aChange({ action: 'create', not_checked_live: 'no namespace yet' })];

    expect(linesOf({ changes })).toContain(
      '? Deployment demo/web: not compared with the cluster: no namespace yet',
    );
  });

  it('tells in a sentence that nothing changes', () => {
    const warnings = [{ code: 'nothing_to_do', message: 'The tenant is so already' }];

    expect(linesOf({ operation: null, changes: [aChange({ action: 'none' })], warnings })).toEqual([
      'Nothing to change',
    ]);
  });

  it('tells in a sentence that nothing changes in the cluster', () => {
    const fields = [{ path: '/labels/team', from: null, to: 'a' }];
    const warnings = [{ code: 'record_only', message: 'This changes at once' }];

    expect(linesOf({ operation: null, fields, warnings })).toEqual([
      '~ Tenant',
      '    /labels/team: (none) -> "a"',
      '',
      'Changes at once, without an operation: nothing changes in the cluster',
    ]);
  });

  it('shows what changes of the tenant before its objects', () => {
    const fields = [{ path: '/tier', from: 'free', to: 'pro' }];

    expect(linesOf({ fields, changes: [aChange()] })).toEqual([
      ...['~ Tenant', '    /tier: "free" -> "pro"', ''],
      ...['~ Deployment demo/web', ''],
      '0 to create, 1 to change, 0 to delete, 0 unchanged',
    ]);
  });

  it('shows a tenant that does not exist yet as created', () => {
    const fields = [{ path: '/tier', from: null, to: 'pro' }];

    expect(linesOf({ tenant_id: null, operation: 'create', fields })[0]).toBe('+ Tenant');
  });

  it('says when a deletion takes objects away', () => {
    const change = aChange({ action: 'delete', disruption: 'data-loss' });
    const not_before = '2026-02-01T00:00:00.000Z';

    expect(linesOf({ operation: 'delete', changes: [{ ...change, not_before }] })[0]).toBe(
      '- Deployment demo/web (data loss: what it holds is gone; not before 2026-02-01T00:00:00.000Z)',
    );
  });

  it('shows steps with their Jobs and what they cost', () => {
    const job = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'demo', name: 'drop' };
    const step = { name: 'drop', kind: 'run-job', is_irreversible: true, job } as const;

    expect(linesOf({ operation: 'delete', steps: [{ ...step, disruption: 'data-loss' }] })).toEqual(
      [
        'Steps of the delete:',
        '    drop (runs Job demo/drop; data loss: what it holds is gone; cannot be undone)',
        '',
        '0 to create, 0 to change, 0 to delete, 0 unchanged',
      ],
    );
  });
});
