import {
  SystemError,
  type SystemErrorDetails,
  type SystemFailure,
} from '../../tenant/system-error.ts';

/** What was attempted, for the message and because a failed look has no effect to be unsure about. */
export interface Attempt {
  readonly verb: 'migrate' | 'look up' | 'put' | 'remove';
  /** The tenant's id, or what is migrated. */
  readonly target: string;
}

/** Where a transaction was when it failed: only what failed at its commit may have taken effect. */
export type Stage = 'connect' | 'work' | 'commit';

/** Why a failure is what it is, and what the engine does about it. */
export interface Verdict {
  readonly what: SystemFailure['what'];
  readonly class: 'retry' | 'terminal';
  readonly why: string;
}

interface Row extends Verdict {
  /** SQLSTATE (PostgreSQL documentation, appendix A). */
  readonly state: RegExp;
  /** The constraint that was broken; absent: any. */
  readonly constraint?: string;
}

const lostRace = 'another transaction was in the way';

/** The first row that fits decides. What a person must mend in the database is waited for. */
const rows: readonly Row[] = [
  { state: /^28/, what: 'unauthorized', class: 'retry', why: 'it refuses our credentials' },
  {
    state: /^42501$/,
    ...{ what: 'forbidden', class: 'retry', why: 'our role lacks a right (docs/systems.md)' },
  },
  { state: /^3D000$/, what: 'refused', class: 'retry', why: 'there is no such database' },
  {
    state: /^23505$/,
    constraint: 'tenants_org_slug_key',
    ...{ what: 'conflict', class: 'terminal', why: 'another tenant has its slug' },
  },
  // Roles belong to the whole server, so no lock of ours keeps two databases apart.
  { state: /^(23505|XX000)$/, what: 'unavailable', class: 'retry', why: lostRace },
  { state: /^40/, what: 'unavailable', class: 'retry', why: lostRace },
  { state: /^55P03$/, what: 'timeout', class: 'retry', why: 'a lock was not free in time' },
  { state: /^(57014|25P0[34])$/, what: 'timeout', class: 'retry', why: 'it took too long' },
  // A read-only server is a standby on its way to become the first.
  { state: /^(08|53|57P|25006)/, what: 'unavailable', class: 'retry', why: 'it takes no work now' },
  {
    state: /^2BP01$/,
    ...{
      what: 'refused',
      class: 'retry',
      why: 'something still belongs to the role of the tenant',
    },
  },
];

const silent: Verdict = { what: 'unavailable', class: 'retry', why: 'there is no connection' };
const late: Verdict = { what: 'timeout', class: 'retry', why: 'it did not answer in time' };

/** The `SystemError` for whatever the driver threw; a `SystemError` stays as it is. */
export function databaseFailure(attempt: Attempt, stage: Stage, error: unknown): SystemError {
  if (error instanceof SystemError) return error;
  const state = stateOf(error);
  const verdict = state === undefined ? verdictOfDriver(error) : verdictOfState(state, error);
  const isUnknown = stage === 'commit' && attempt.verb !== 'look up' && !isRolledBack(state);
  return refuse(attempt, verdict, isUnknown ? { class: 'observe', outcome: 'unknown' } : undefined);
}

/** The error for what we found out ourselves. Neither it nor its cause carries what a server said: that can hold values. */
export function refuse(
  { verb, target }: Attempt,
  { what, why, class: kind }: Verdict,
  details: SystemErrorDetails = { class: kind, outcome: 'not-done' },
): SystemError {
  const message = `Cannot ${verb} "${target}" in the tenant database: ${why}`;
  return new SystemError('database', { what, message }, details);
}

function verdictOfState(state: string, error: unknown): Verdict {
  const constraint = textOf(error, 'constraint');
  const row = rows.find(
    (each) =>
      each.state.test(state) && (each.constraint === undefined || each.constraint === constraint),
  );
  const {
    what,
    class: kind,
    why,
  } = row ?? { what: 'refused', class: 'terminal', why: 'it refuses' };
  return { what, class: kind, why: `${why} (SQLSTATE ${state})` };
}

function verdictOfDriver(error: unknown): Verdict {
  if (error instanceof Error && /timeout|timed out/i.test(error.message)) return late;
  const code = textOf(error, 'code') ?? '';
  // Such as ECONNREFUSED, ENOENT for a certificate's file, CERT_HAS_EXPIRED.
  return /^[A-Z][A-Z_]+$/.test(code) ? { ...silent, why: `${silent.why} (${code})` } : silent;
}

/** Answers to a commit that are only given when nothing was committed. */
function isRolledBack(state: string | undefined): boolean {
  return state !== undefined && /^(23|40(?!003))/.test(state);
}

/** Errors of the server carry five characters in `code`; those of the network carry names such as ECONNRESET. */
function stateOf(error: unknown): string | undefined {
  const code = textOf(error, 'code');
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && textOf(error, 'severity') !== undefined
    ? code
    : undefined;
}

function textOf(error: unknown, name: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}
