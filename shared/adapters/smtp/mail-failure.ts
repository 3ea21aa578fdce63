import {
  SystemError,
  type SystemErrorDetails,
  type SystemFailure,
} from '../../tenant/system-error.ts';
import { type MailFault, mailFaultCodes } from './hand-over.ts';

interface Verdict {
  readonly what: SystemFailure['what'];
  readonly class: SystemErrorDetails['class'];
  readonly why: string;
}

/** A reply of a server: of its text only the numbers are kept. */
interface Reply {
  readonly code: number;
  /** Enhanced status code (RFC 3463), such as `5.1.1`; empty when there is none. */
  readonly status: string;
  /** What it answers. */
  readonly command: string;
}

/**
 * The error for a letter that was not acknowledged: the only place that classes one. A server that
 * answers 4xx or 5xx has not taken the letter, also after its end (RFC 5321, 4.2.5 and 6.1). Neither
 * the error nor a cause carries what the server said: that is a stranger's text.
 */
export function mailFailure(what: string, fault: MailFault): SystemError {
  const reply = replyOf(fault.error);
  if (fault.stage === 'data' && (reply === undefined || codeOf(fault.error) !== 'EMESSAGE')) {
    return unknownError(what, fault);
  }
  const verdict = reply === undefined ? verdictOfClient(fault) : verdictOfReply(fault, reply);
  const numbers = reply === undefined ? '' : ` (${[reply.code, reply.status].join(' ').trimEnd()})`;
  const message = `Cannot ${what}: ${verdict.why}${numbers}`;
  const details = { class: verdict.class, outcome: 'not-done' } as const;
  return new SystemError('mail', { what: verdict.what, message }, details);
}

function unknownError(attempt: string, { error }: MailFault): SystemError {
  const isTimeout = codeOf(error) === mailFaultCodes.late;
  const what = isTimeout ? 'timeout' : 'unavailable';
  const why = isTimeout ? 'there was no answer in time' : 'the connection ended before an answer';
  const message = `Cannot ${attempt}: ${why}; it may have been taken`;
  return new SystemError('mail', { what, message }, { class: 'observe', outcome: 'unknown' });
}

const late: Verdict = { what: 'timeout', class: 'retry', why: 'there was no answer in time' };
const away: Verdict = { what: 'unavailable', class: 'retry', why: 'the connection failed' };
const busy: Verdict = { what: 'unavailable', class: 'retry', why: 'it takes no mail now' };
const patience: Verdict = { what: 'throttled', class: 'retry', why: 'it asks for patience' };
const login: Verdict = { what: 'unauthorized', class: 'retry', why: 'it refuses our credentials' };
const sender: Verdict = { what: 'forbidden', class: 'retry', why: 'it refuses our sender address' };
const refused = (why: string): Verdict => ({ what: 'refused', class: 'terminal', why });

function verdictOfClient({ error }: MailFault): Verdict {
  const code = codeOf(error);
  switch (code) {
    case mailFaultCodes.late:
      return late;
    case mailFaultCodes.noLogin:
    case 'EAUTH':
      return { ...login, why: 'it offers no way to sign in' };
    case mailFaultCodes.noUtf8:
      return refused('it takes no address with letters outside ASCII before the "@"');
    case 'EMESSAGE':
      return refused('the message is larger than it takes');
    case 'EDNS':
      return { ...away, why: 'its address was not found' };
    default:
      return { ...away, why: `${away.why} (${wordOf(error, 'originalCode') ?? code})` };
  }
}

function verdictOfReply(fault: MailFault, reply: Reply): Verdict {
  if (reply.code >= 500) return verdictOfRefusal(fault, reply);
  // What is said of one recipient says nothing of the server.
  const isAboutOne = reply.command === 'RCPT TO' && reply.code !== 421;
  return isAboutOne || reply.code === 450 || reply.status.startsWith('4.7.') ? patience : busy;
}

function verdictOfRefusal({ stage }: MailFault, { code, command }: Reply): Verdict {
  if (stage === 'login' || code === 530 || code === 535) return login;
  // 503 says that we are out of step, not that the message is bad.
  if (stage === 'connect' || code === 503) return busy;
  if (command === 'RCPT TO') return refused('it refuses the recipient');
  // Answers to the sender's address, or to our right to it; others are about size and syntax.
  const isAboutSender = command === 'MAIL FROM' && [550, 551, 553, 554].includes(code);
  return isAboutSender ? sender : refused('it refuses the message');
}

function replyOf(error: unknown): Reply | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : undefined;
  if (typeof code !== 'number' || code < 400 || code > 599) return undefined;
  const status = /^\d{3}[ -]([45]\.\d{1,3}\.\d{1,3})(?!\S)/.exec(textOf(error, 'response') ?? '');
  return { code, status: status?.[1] ?? '', command: textOf(error, 'command') ?? '' };
}

/** A word of the client or of Node, such as `ECONNREFUSED`: never text of the server. */
function wordOf(error: unknown, name: string): string | undefined {
  return /^[A-Z][A-Z0-9_]{2,60}$/.exec(textOf(error, name) ?? '')?.[0];
}

function codeOf(error: unknown): string {
  return wordOf(error, 'code') ?? 'no code';
}

function textOf(error: unknown, name: string): string | undefined {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
