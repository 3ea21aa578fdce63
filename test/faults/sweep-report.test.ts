import { describe, expect, it } from 'vitest';
import type { FaultCase } from './plan-cases.ts';
import { scenarios } from './scenarios.ts';
import { type RanCase, renderReport } from './sweep-report.ts';

const [scenario] = scenarios;
if (scenario === undefined) throw new Error('No scenarios');

const faultCase: FaultCase = {
  scenario,
  call: { number: 17, name: 'POST /api/v1/secrets#1', service: 'cluster', isReadAgain: false },
  fault: 'answer-lost',
};

function ran(overrides: Partial<RanCase> = {}): RanCase {
  return { faultCase, isFired: true, findings: [], log: [], ms: 1_000, ...overrides };
}

function reportOf(cases: readonly RanCase[]): string {
  const calls = new Map([[faultCase.scenario.name, 40]]);
  return renderReport({ seed: 3, ran: cases, casesTotal: 500, calls, seconds: 12 });
}

describe('renderReport()', () => {
  it('counts what each scenario came to', () => {
    const findings = [{ kind: 'doubled', text: 'created 2 times: POST /api/v1/secrets' }] as const;

    const report = reportOf([ran(), ran({ isFired: false }), ran({ findings })]);

    expect(report).toMatch(/provision +40 +3 +2 +0 +1 +0 +0 +0 +0/);
    expect(report).toContain('3 of 500 cases, 2 faults met their call, seed 3');
  });

  it('says how many runs passed in the words that CI counts', () => {
    const findings = [{ kind: 'stuck', text: 'create did not end' }] as const;

    expect(reportOf([ran(), ran()])).toContain('\n Tests  2 passed (2)\n');
    expect(reportOf([ran(), ran({ findings })])).toContain('\n Tests  1 failed | 1 passed (2)\n');
  });

  it('names the command that runs just the failed case again', () => {
    const findings = [{ kind: 'lost', text: 'gone' }] as const;

    expect(reportOf([ran({ findings })])).toContain(
      "npm run test:faults -- --case 'provision:POST /api/v1/secrets#1:answer-lost' --seed 3",
    );
  });
});
