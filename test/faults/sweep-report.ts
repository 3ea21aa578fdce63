import { caseName, type FaultCase } from './plan-cases.ts';
import type { Finding, FindingKind } from './run-life.ts';

/** A case that was run. */
export interface RanCase {
  readonly faultCase: FaultCase;
  readonly isFired: boolean;
  readonly findings: readonly Finding[];
  readonly log: readonly string[];
  readonly ms: number;
}

/** What the report is about. */
export interface SweepResult {
  readonly seed: number;
  readonly ran: readonly RanCase[];
  /** How many cases there are in all. */
  readonly casesTotal: number;
  /** Scenario → how many calls its fault-free run makes. */
  readonly calls: ReadonlyMap<string, number>;
  readonly seconds: number;
}

const columns: readonly (readonly [FindingKind, string])[] = [
  ['lost', 'lost'],
  ['doubled', 'doubled'],
  ['stuck', 'stuck'],
  ['foreign', 'foreign writes'],
  ['late', 'late writes'],
  ['unnamed', 'unnamed waits'],
];

/** How many log lines a failure shows. */
const logLinesMax = 12;

/** The table, each failure with the command that repeats it, and the line that counts the runs. */
export function renderReport(result: SweepResult): string {
  const failed = result.ran.filter(({ findings }) => findings.length > 0);
  const reached = result.ran.filter(({ isFired }) => isFired).length;
  const passed = result.ran.length - failed.length;
  const counts = failed.length === 0 ? '' : `${failed.length} failed | `;
  return [
    ...failed.map((each) => renderFailure(each, result.seed)),
    '',
    ...renderTable(result),
    '',
    `${result.ran.length} of ${result.casesTotal} cases, ${reached} faults met their call, seed ${result.seed}, ${Math.round(result.seconds)} s`,
    ` Tests  ${counts}${passed} passed (${result.ran.length})`,
    '',
  ].join('\n');
}

/** The command that runs just this case again. */
function replayCommand(faultCase: FaultCase, seed: number): string {
  return `npm run test:faults -- --case '${caseName(faultCase)}' --seed ${seed}`;
}

function renderFailure({ faultCase, findings, log }: RanCase, seed: number): string {
  return [
    '',
    `FAILED ${faultCase.scenario.name}:${faultCase.call.number}:${faultCase.fault} (${faultCase.call.name})`,
    ...findings.map(({ kind, text }) => `  ${kind}: ${text}`),
    ...log.slice(-logLinesMax).map((line) => `    ${line}`),
    `  ${replayCommand(faultCase, seed)}`,
  ].join('\n');
}

function renderTable({ ran, calls }: SweepResult): readonly string[] {
  const head = ['scenario', 'calls', 'runs', 'faults', ...columns.map(([, title]) => title)];
  const rows = [...calls].map(([name, count]) => {
    const own = ran.filter(({ faultCase }) => faultCase.scenario.name === name);
    const fired = own.filter(({ isFired }) => isFired).length;
    const found = columns.map(([kind]) => own.filter((each) => has(each, kind)).length);
    return [name, count, own.length, fired, ...found].map(String);
  });
  const widths = head.map((_, at) =>
    Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
}

function has({ findings }: RanCase, kind: FindingKind): boolean {
  return findings.some((finding) => finding.kind === kind);
}
