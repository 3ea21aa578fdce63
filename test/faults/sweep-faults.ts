import type { NumberedCall } from './fault.ts';
import type { SweepOptions } from './options.ts';
import { allCases, caseName, type FaultCase, findCase, sampleCases } from './plan-cases.ts';
import { createRandom } from './random.ts';
import { type Finding, type Life, runLife, type Site } from './run-life.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import type { RanCase, SweepResult } from './sweep-report.ts';

/** The fault-free run that all others of a scenario are compared with. */
interface Reference {
  readonly scenario: Scenario;
  readonly life: Life;
  readonly calls: readonly NumberedCall[];
}

/** How often a case is run when its call does not come: polls differ from run to run. */
const triesMax = 2;

/** Where the sweep tells how far it is. */
export type Tell = (line: string) => void;

/** Runs each scenario without faults, then the chosen cases, and compares. */
export async function sweepFaults(
  site: Site,
  options: SweepOptions,
  tell: Tell,
): Promise<SweepResult> {
  const startedAt = performance.now();
  const slugs = createSlugs();
  const wanted = scenariosOf(options);
  const references = await Promise.all(
    wanted.map(async (scenario) => await referenceOf(site, scenario, slugs)),
  );
  const cases = allCases(references);
  const chosen = chooseCases(cases, options);
  for (const { scenario, calls } of references) tell(`${scenario.name}: ${calls.length} calls`);
  const byName = new Map(references.map((reference) => [reference.scenario.name, reference]));
  let done = 0;
  const ran = await inLanes(chosen, options.lanes, async (faultCase) => {
    const reference = byName.get(faultCase.scenario.name);
    if (reference === undefined) throw new Error('Cannot compare: the scenario was not run');
    const result = await runCase(site, { faultCase, reference, slugs, seed: options.seed });
    done += 1;
    const verdict = result.findings.length === 0 ? 'ok' : 'FAILED';
    tell(
      `${done}/${chosen.length} ${verdict} ${caseName(faultCase)} (${Math.round(result.ms)} ms)`,
    );
    return result;
  });
  return {
    seed: options.seed,
    ran,
    casesTotal: cases.length,
    calls: new Map(references.map(({ scenario, calls }) => [scenario.name, calls.length])),
    seconds: (performance.now() - startedAt) / 1_000,
  };
}

function scenariosOf(options: SweepOptions): readonly Scenario[] {
  const [ofCase] = options.case?.split(':') ?? [];
  const names = ofCase === undefined ? options.scenarios : [ofCase];
  const wanted = scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
  if (wanted.length === 0) throw new Error(`Cannot find a scenario named ${names.join(', ')}`);
  return wanted;
}

function chooseCases(cases: readonly FaultCase[], options: SweepOptions): readonly FaultCase[] {
  if (options.case !== undefined) return [findCase(cases, options.case)];
  const { faults, seed } = options;
  const wanted = cases.filter(({ fault }) => faults.length === 0 || faults.includes(fault));
  const count = options.runs === 'all' ? wanted.length : options.runs;
  return sampleCases(wanted, count, createRandom(seed));
}

/** Slugs that no other run of this program has. */
function createSlugs(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `run-${String(count).padStart(5, '0')}`;
  };
}

/** Two runs without faults have to come to the same: else no comparison would mean anything. */
async function referenceOf(
  site: Site,
  scenario: Scenario,
  slugs: () => string,
): Promise<Reference> {
  const lives = await Promise.all(
    [1, 2].map((seed) => runLife(site, scenario, { slug: slugs(), random: createRandom(seed) })),
  );
  const [life, other] = lives;
  if (life === undefined || other === undefined) throw new Error('Cannot run without faults');
  for (const each of lives) assertClean(scenario, each);
  const differences = differencesOf(life, other);
  if (differences.length > 0) {
    throw new Error(
      `Cannot compare runs of "${scenario.name}": two without faults differ\n${differences.join('\n')}`,
    );
  }
  return { scenario, life, calls: commonCalls(life, other) };
}

/** Polls differ from run to run: a call that only one of the two made may never come again. */
function commonCalls(life: Life, other: Life): readonly NumberedCall[] {
  const names = new Set(other.gate.calls.map(({ name }) => name));
  return life.gate.calls.filter(({ name }) => names.has(name));
}

function assertClean({ name }: Scenario, { findings, log }: Life): void {
  if (findings.length === 0) return;
  const found = findings.map(({ kind, text }) => `  ${kind}: ${text}`);
  throw new Error(`Cannot run "${name}" without faults:\n${[...found, ...log].join('\n')}`);
}

interface CaseRun {
  readonly faultCase: FaultCase;
  readonly reference: Reference;
  readonly slugs: () => string;
  readonly seed: number;
}

async function runCase(
  site: Site,
  { faultCase, reference, slugs, seed }: CaseRun,
): Promise<RanCase> {
  const { scenario, call, fault } = faultCase;
  const injection = { callName: call.name, fault };
  for (let tries = 1; ; tries += 1) {
    const random = createRandom(seed);
    const life = await runLife(site, scenario, { slug: slugs(), random, injection });
    const findings = [...life.findings, ...comparison(life, reference.life)];
    const { isFired } = life.gate;
    if (isFired || findings.length > 0 || tries >= triesMax) {
      return { faultCase, isFired, findings, log: life.log, ms: life.ms };
    }
  }
}

function comparison(life: Life, reference: Life): readonly Finding[] {
  const doubled = [...life.gate.created].filter(
    ([title, count]) => count > (reference.gate.created.get(title) ?? 0),
  );
  const differences = life.facts.length === 0 ? [] : differencesOf(reference, life);
  return [
    ...doubled.map(([title, count]) => finding('doubled', `created ${count} times: ${title}`)),
    ...differences.map((text) => finding('lost', text)),
  ];
}

function finding(kind: Finding['kind'], text: string): Finding {
  return { kind, text };
}

function differencesOf(wanted: Life, got: Life): readonly string[] {
  const missing = wanted.facts.filter((fact) => !got.facts.includes(fact));
  const extra = got.facts.filter((fact) => !wanted.facts.includes(fact));
  const repeated = missing.length + extra.length === 0 && wanted.facts.length !== got.facts.length;
  return [
    ...missing.map((fact) => `without: ${fact}`),
    ...extra.map((fact) => `instead: ${fact}`),
    ...(repeated ? [`${got.facts.length} facts instead of ${wanted.facts.length}`] : []),
  ];
}

async function inLanes<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
