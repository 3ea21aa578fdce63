import { beforeAll, describe, expect, it } from 'vitest';
import { SystemError } from '../../../../shared/tenant/system-error.ts';
import { aMessage } from '../../../builders/a-message.ts';
import { anSmtpMail } from '../../../builders/an-smtp-mail.ts';
import { startMailCatcher } from '../../../fakes/mail-catcher.ts';
import {
  type SmtpFault,
  type SmtpStage,
  startSmtpFaultProxy,
} from '../../../fakes/smtp-fault-proxy.ts';

/** What a caller knows afterwards. */
interface Verdict {
  readonly code: string;
  readonly class: string;
  readonly outcome: string;
}

interface Case {
  readonly stage: SmtpStage;
  readonly fault: SmtpFault;
  readonly verdict: Verdict;
  /** How many messages the server has taken. */
  readonly taken: 0 | 1;
}

const retry = (what: string): Verdict => ({
  ...{ code: `mail_${what}`, class: 'retry', outcome: 'not-done' },
});
const refused: Verdict = { code: 'mail_refused', class: 'terminal', outcome: 'not-done' };
const unknown = (what: string): Verdict => ({
  ...{ code: `mail_${what}`, class: 'observe', outcome: 'unknown' },
});

const beforeData: readonly SmtpStage[] = ['greeting', 'ehlo', 'auth', 'mail', 'rcpt', 'data'];
const answers: readonly (readonly [SmtpStage, string, Verdict])[] = [
  ['greeting', '421 4.3.2 Going down', retry('unavailable')],
  ['greeting', '554 5.7.1 Not from there', retry('unavailable')],
  ['greeting', 'HTTP/1.1 400 Bad Request', retry('unavailable')],
  ['ehlo', '421 4.7.0 Too many connections', retry('throttled')],
  ['auth', '535 5.7.8 Wrong password', retry('unauthorized')],
  ['auth', '534 5.7.9 Too weak', retry('unauthorized')],
  ['auth', '454 4.3.0 Directory is away', retry('unavailable')],
  ['auth', '421 4.3.2 Going down', retry('unavailable')],
  ['mail', '421 4.3.2 Going down', retry('unavailable')],
  ['mail', '451 4.3.0 Local error', retry('unavailable')],
  ['mail', '452 4.3.1 Disk is full', retry('unavailable')],
  ['mail', '450 Slower', retry('throttled')],
  ['mail', '451 4.7.1 Rate limit', retry('throttled')],
  ['mail', '530 5.7.0 Sign in first', retry('unauthorized')],
  ['mail', '503 5.5.1 Out of step', retry('unavailable')],
  ['mail', '550 5.7.1 Not as this sender', retry('forbidden')],
  ['mail', '553 5.7.1 Not your address', retry('forbidden')],
  ['mail', '552 5.3.4 Too large', refused],
  ['mail', '354 What?', retry('unavailable')],
  ['rcpt', '421 4.3.2 Going down', retry('unavailable')],
  ['rcpt', '450 4.2.1 Greylisted', retry('throttled')],
  ['rcpt', '451 4.3.0 Local error', retry('throttled')],
  ['rcpt', '452 4.5.3 Too many', retry('throttled')],
  ['rcpt', '550 5.1.1 No such user', refused],
  ['rcpt', '553 5.1.3 Bad address', refused],
  ['rcpt', '554 5.7.1 Relay access denied', refused],
  ['data', '421 4.3.2 Going down', retry('unavailable')],
  ['data', '451 4.3.0 Local error', retry('unavailable')],
  ['data', '554 5.6.0 No', refused],
  // Responsibility passes with the 250 only (RFC 5321, 6.1).
  ['dot', '421 4.3.2 Going down', retry('unavailable')],
  ['dot', '451 4.7.1 Later', retry('throttled')],
  ['dot', '452 4.3.1 Disk is full', retry('unavailable')],
  ['dot', '550 5.7.1 Spam', refused],
  ['dot', '552 5.3.4 Too large', refused],
  ['dot', '554-5.6.0 No\r\n554 5.6.0 really', refused],
  ['dot', '354 What?', unknown('unavailable')],
  ['dot', 'nonsense', unknown('unavailable')],
];

const answerCases = answers.map(
  ([stage, line, verdict]): Case => ({
    ...{ stage, fault: { kind: 'answer', line }, verdict, taken: 0 },
  }),
);
const breakCases = beforeData.flatMap((stage) =>
  (
    [
      { kind: 'close', when: 'before' },
      { kind: 'close', when: 'after' },
      { kind: 'close', when: 'before', bytes: '2' },
      { kind: 'reset', when: 'before' },
      { kind: 'reset', when: 'after' },
    ] satisfies readonly SmtpFault[]
  ).map((fault): Case => ({ stage, fault, verdict: retry('unavailable'), taken: 0 })),
);
const silentCases = beforeData.flatMap((stage) =>
  (['before', 'after'] as const).map(
    (when): Case => ({
      ...{ stage, fault: { kind: 'silence', when }, verdict: retry('timeout'), taken: 0 },
    }),
  ),
);
const lostCases = (
  [
    ['body', { kind: 'close', when: 'before' }, 0],
    ['body', { kind: 'reset', when: 'before' }, 0],
    ['dot', { kind: 'close', when: 'before' }, 0],
    ['dot', { kind: 'close', when: 'after' }, 1],
    ['dot', { kind: 'close', when: 'before', bytes: '55' }, 0],
    ['dot', { kind: 'close', when: 'before', bytes: '550 5.7.1 cut' }, 0],
    ['dot', { kind: 'close', when: 'before', bytes: '550-5.7.1 cut\r\n' }, 0],
    ['dot', { kind: 'close', when: 'after', bytes: '2' }, 1],
    ['dot', { kind: 'reset', when: 'before' }, 0],
    ['dot', { kind: 'reset', when: 'after' }, 1],
  ] as const
).map(([stage, fault, taken]): Case => {
  return { stage, fault, verdict: unknown('unavailable'), taken };
});
const lateCases = (
  [
    ['body', 'before', 0],
    ['dot', 'before', 0],
    ['dot', 'after', 1],
  ] as const
).map(([stage, when, taken]): Case => {
  return { stage, fault: { kind: 'silence', when }, verdict: unknown('timeout'), taken };
});

/** Cases of one kind; where nothing comes, the time decides when it ends. */
const groups = [
  { kind: 'answers', cases: answerCases, timeoutMs: 10_000 },
  { kind: 'broken connections', cases: breakCases, timeoutMs: 10_000 },
  // Whenever it ends, nothing of the message has gone out.
  { kind: 'silence', cases: silentCases, timeoutMs: 500 },
  { kind: 'lost answers', cases: lostCases, timeoutMs: 10_000 },
  // Long enough to come that far on a busy machine.
  { kind: 'late answers', cases: lateCases, timeoutMs: 1_500 },
];

const credentials = { user: 'tenantry', password: 'hidden-word' };

interface Setting {
  readonly hidePIPELINING: boolean;
  readonly timeoutMs: number;
}

/** Sends under the fault; then once more without one, where the first was not done. */
async function sendUnder({ stage, fault }: Case, { hidePIPELINING, timeoutMs }: Setting) {
  const catcher = await startMailCatcher({ credentials, server: { hidePIPELINING } });
  const proxy = await startSmtpFaultProxy(catcher.port);
  const url = `smtp://tenantry:hidden-word@127.0.0.1:${proxy.port}`;
  proxy.strike(stage, fault);
  let begun = 0;
  const begin = async () => {
    begun += 1;
  };
  const error = await anSmtpMail({ url, timeoutMs })
    .send(aMessage(), begin)
    .catch((reason: unknown) => reason);
  const first = { begun, taken: catcher.caught.length };
  const isNotDone = error instanceof SystemError && error.outcome === 'not-done';
  if (isNotDone) await anSmtpMail({ url }).send(aMessage(), begin);
  await proxy.close();
  await catcher.close();
  return { error, ...first, takenInTheEnd: catcher.caught.length };
}

function nameOf({ stage, fault, verdict }: Case): string {
  const what = fault.kind === 'answer' ? fault.line : `${fault.kind} ${fault.when}`;
  const bytes = fault.kind === 'close' ? (fault.bytes ?? '') : '';
  return `is ${verdict.code}, ${verdict.outcome}, at ${stage} after ${JSON.stringify(what + bytes)}`;
}

describe.each([false, true])('createSmtpMail(), PIPELINING hidden: %s', (hidePIPELINING) => {
  describe.each(groups)('under $kind', ({ cases, timeoutMs }) => {
    const setting = { hidePIPELINING, timeoutMs };
    let sent: readonly Awaited<ReturnType<typeof sendUnder>>[];
    // All at once: a server waits a tenth of a second before it greets.
    beforeAll(async () => {
      sent = await Promise.all(cases.map(async (one) => await sendUnder(one, setting)));
    });

    it.each(cases.map((one, index) => ({ ...one, index, name: nameOf(one) })))(
      '$name',
      ({ stage, verdict, taken, index }) => {
        expect(sent[index]?.error).toBeInstanceOf(SystemError);
        expect(sent[index]?.error).toMatchObject(verdict);
        // What was not done is sent again, and what may have been is not.
        const takenInTheEnd = verdict.outcome === 'not-done' ? 1 : taken;
        const begun = beforeData.includes(stage) ? 0 : 1;
        expect(sent[index]).toMatchObject({ begun, taken, takenInTheEnd });
      },
    );
  });
});
