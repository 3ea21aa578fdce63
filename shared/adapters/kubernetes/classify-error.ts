import {
  ClusterError,
  type ClusterErrorClass,
  type ClusterErrorCode,
} from '../../tenant/cluster-error.ts';
import type { Answer } from './connection.ts';
import { parseStatus, type Status } from './parse-status.ts';
import type { TransportError } from './transport-error.ts';

/** What was attempted, for the message and because a failed read has no effect to be unsure about. */
export interface Attempt {
  readonly verb: 'read' | 'list' | 'create' | 'apply' | 'scale' | 'delete';
  readonly kind: string;
  /** `Kind namespace/name`, as in `describeRef`. */
  readonly target: string;
}

/** What a row of the table decides. Outcome `not-done` unless the row says otherwise. */
interface Verdict {
  readonly code: ClusterErrorCode;
  readonly class: ClusterErrorClass;
  readonly outcome?: 'unknown';
}

interface Row extends Verdict {
  readonly status: number;
  /** Absent: every answer of this status that no row above took. */
  readonly when?: (status: Status) => boolean;
}

/**
 * How a real API server (1.36) says what went wrong; the first row that fits decides. Only rows
 * where the server refused before storing anything may call a write not done. A bare 404 without a
 * Status of the API server may come from a proxy: it never means that something is gone.
 */
const rows: readonly Row[] = [
  { status: 400, code: 'invalid_object', class: 'terminal' },
  { status: 401, code: 'cluster_unauthorized', class: 'retry' },
  {
    status: 403,
    when: hasCause('NamespaceTerminating'),
    code: 'namespace_terminating',
    class: 'wait',
  },
  { status: 403, when: says(/exceeded quota:/), code: 'quota_exceeded', class: 'terminal' },
  {
    status: 403,
    when: says(/violates PodSecurity/),
    code: 'pod_security_violation',
    class: 'terminal',
  },
  // Before the rows for admission: fresh RBAC may deny for a minute, so it is worth a retry.
  {
    status: 403,
    when: says(/^.{0,200} cannot [a-z]+ resource /),
    code: 'cluster_forbidden',
    class: 'retry',
  },
  { status: 403, when: says(/failed quota:/), code: 'invalid_object', class: 'terminal' },
  {
    status: 403,
    when: says(/ usage per (Container|Pod|PersistentVolumeClaim) is /),
    code: 'invalid_object',
    class: 'terminal',
  },
  { status: 403, when: says(/ denied (the )?request/), code: 'invalid_object', class: 'terminal' },
  { status: 403, code: 'cluster_forbidden', class: 'retry' },
  { status: 404, when: isAbout('namespaces'), code: 'namespace_missing', class: 'observe' },
  {
    status: 404,
    when: says(/could not find the requested resource/),
    code: 'unknown_kind',
    class: 'terminal',
  },
  { status: 404, when: hasReason('NotFound'), code: 'stale_observation', class: 'observe' },
  { status: 404, code: 'cluster_unavailable', class: 'retry' },
  { status: 405, code: 'unknown_kind', class: 'terminal' },
  { status: 409, when: says(/object is being deleted/), code: 'object_terminating', class: 'wait' },
  { status: 409, when: hasReason('AlreadyExists'), code: 'already_exists', class: 'observe' },
  {
    status: 409,
    when: hasCause('FieldManagerConflict'),
    code: 'apply_conflict',
    class: 'terminal',
  },
  { status: 409, code: 'stale_observation', class: 'observe' },
  // The token of a list has expired: begin the list again.
  { status: 410, code: 'stale_observation', class: 'observe' },
  { status: 413, code: 'invalid_object', class: 'terminal' },
  { status: 415, code: 'invalid_object', class: 'terminal' },
  { status: 422, when: hasField('metadata.uid'), code: 'stale_observation', class: 'observe' },
  { status: 422, code: 'invalid_object', class: 'terminal' },
  { status: 429, code: 'cluster_throttled', class: 'retry' },
  {
    status: 500,
    when: says(/failed to create typed patch object/),
    code: 'invalid_object',
    class: 'terminal',
  },
  {
    status: 500,
    when: says(/field not declared in schema/),
    code: 'invalid_object',
    class: 'terminal',
  },
  {
    status: 500,
    when: says(/failed calling webhook/),
    code: 'webhook_unavailable',
    class: 'retry',
  },
  { status: 500, when: says(/range is full/), code: 'service_range_full', class: 'wait' },
  { status: 504, code: 'cluster_timeout', class: 'observe', outcome: 'unknown' },
];

const elsewhere: Verdict = { code: 'cluster_unavailable', class: 'observe', outcome: 'unknown' };

/** The error for an answer that is not a success. */
export function classifyAnswer(attempt: Attempt, answer: Answer): ClusterError {
  const status = parseStatus(answer.text);
  const verdict =
    rows.find((row) => row.status === answer.status && (row.when?.(status) ?? true)) ?? elsewhere;
  const retryAfterMs = retryAfterOf(answer, status);
  return clusterError(attempt, verdict, {
    status: answer.status,
    why: explain(attempt, answer, status),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

const faults: Readonly<Record<TransportError['fault'], { code: ClusterErrorCode; why: string }>> = {
  credentials: { code: 'cluster_unauthorized', why: 'the credentials cannot be loaded' },
  timeout: { code: 'cluster_timeout', why: 'there was no whole answer in time' },
  connection: { code: 'cluster_unavailable', why: 'the connection failed' },
  too_large: { code: 'cluster_unavailable', why: 'the answer is too large' },
  garbled: { code: 'cluster_unavailable', why: 'the answer is not from a Kubernetes API server' },
};

/** The error for a call without a whole, readable answer. */
export function classifyFailure(attempt: Attempt, error: TransportError): ClusterError {
  const { code, why } = faults[error.fault];
  const verdict: Verdict = error.isSent
    ? { code, class: 'observe', outcome: 'unknown' }
    : { code, class: 'retry' };
  return clusterError(attempt, verdict, { why, cause: error.cause });
}

interface Particulars {
  readonly why: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

function clusterError(attempt: Attempt, verdict: Verdict, particulars: Particulars): ClusterError {
  const { why, ...rest } = particulars;
  const isRead = attempt.verb === 'read' || attempt.verb === 'list';
  const isUnknown = verdict.outcome === 'unknown' && !isRead;
  return new ClusterError(verdict.code, `Cannot ${attempt.verb} "${attempt.target}": ${why}`, {
    ...rest,
    class: verdict.outcome === 'unknown' && isRead ? 'retry' : verdict.class,
    outcome: isUnknown ? 'unknown' : 'not-done',
  });
}

// The longest pause that is believed: an absurd one must not park a tenant.
const retryAfterMsMax = 600_000;

function retryAfterOf(answer: Answer, status: Status): number | undefined {
  const seconds = Number(
    answer.headers['retry-after'] ?? status.details.retryAfterSeconds ?? Number.NaN,
  );
  return seconds >= 0 ? Math.min(seconds * 1000, retryAfterMsMax) : undefined;
}

const whyLengthMax = 400;

/** The server's words without the values that were refused; for a Secret only where and how. */
function explain(attempt: Attempt, answer: Answer, status: Status): string {
  const { reason, message, causes } = status;
  const fallback = reason || `HTTP ${answer.status}`;
  if (attempt.kind === 'Secret') {
    const fields = causes.map((cause) => cause.field).filter((field) => field !== '');
    return [fallback, ...new Set(fields)].join(' ');
  }
  const refused = causes.filter((cause) => cause.field !== '');
  const said = refused.map((cause) => `${cause.field}: ${withoutValue(cause.message)}`);
  const text = said.length > 0 ? [...new Set(said)].join(', ') : message;
  return (text.replaceAll(/\s+/g, ' ').trim() || fallback).slice(0, whyLengthMax);
}

/** `Invalid value: "x": must be …` → `must be …`: a refused value may be long, or a secret. */
function withoutValue(message: string): string {
  return message.replace(/^[A-Z][a-z]+ value: (?:"(?:[^"\\]|\\.)*"|.*?): /s, '');
}

function says(pattern: RegExp): (status: Status) => boolean {
  return ({ message }) => pattern.test(message);
}

function hasReason(reason: string): (status: Status) => boolean {
  return (status) => status.reason === reason;
}

function hasCause(reason: string): (status: Status) => boolean {
  return ({ causes }) => causes.some((cause) => cause.reason === reason);
}

function hasField(field: string): (status: Status) => boolean {
  return ({ causes }) => causes.some((cause) => cause.field === field);
}

function isAbout(resource: string): (status: Status) => boolean {
  return ({ reason, details }) => reason === 'NotFound' && details.kind === resource;
}
