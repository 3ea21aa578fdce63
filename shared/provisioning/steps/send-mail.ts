import type { SendMail } from '../../blueprint/step-spec.ts';
import { effectFact } from '../../tenant/effect-fact.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { SystemError } from '../../tenant/system-error.ts';
import { msBetween } from '../../tenant/time.ts';
import { onceOnly } from '../once-only.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import { systemOf } from './system-of.ts';

/**
 * Sends the message unless it was sent before. What became of it is told by the condition and never
 * fails the tenant: a mail server that is away is tried for `patienceMs`, and later by the walk.
 */
export const sendMail: StepImplementation<SendMail> = async (context, spec) => {
  const { name, condition, to, subject, text, isOwedOnly = false } = spec;
  const { tenant } = context;
  const sent = await onceOnly(
    context,
    { name, condition, isOwedOnly, reference: messageIdOf(context, spec) },
    async (begin) => {
      const mail = systemOf(context, 'mail');
      await mail.send({ to, subject, text, reference: referenceOf(spec, tenant.id) }, begin);
    },
  );
  if (sent === undefined) return { kind: 'done', isSkipped: true };
  const { effect, isNew, error } = sent;
  const isOpen = effect.state === 'not_done' && !isRefused(error);
  const conditions = [effectFact(effect, isOpen)];
  if (isOpen && isWorthWaiting(error, patienceLeftMs(context, spec))) {
    context.note({ conditions });
    throw error;
  }
  const isMistake = error !== undefined && !(error instanceof TenantryError);
  return { kind: 'done', isSkipped: !isNew, conditions, ...(isMistake && { mistake: error }) };
};

function referenceOf({ name }: SendMail, tenantId: string): string {
  return `${name}.${tenantId}`;
}

/** Without a mail server it is the left part alone. */
function messageIdOf({ systems, tenant }: StepContext, spec: SendMail): string {
  const reference = referenceOf(spec, tenant.id);
  return systems.mail?.messageId(reference) ?? reference;
}

/** Whether the message itself is what the server does not take. */
function isRefused(error: unknown): boolean {
  return error instanceof SystemError && error.code === 'mail_refused';
}

/** Whether what stands in the way may be gone before patience is; a terminal error would fail the tenant. */
function isWorthWaiting(error: unknown, leftMs: number): boolean {
  if (!(error instanceof SystemError)) return error !== undefined && leftMs > 0;
  return error.class !== 'terminal' && (error.retryAfterMs ?? 0) < leftMs;
}

function patienceLeftMs({ operation, now }: StepContext, { name, patienceMs }: SendMail): number {
  const step = operation.steps.find((each) => each.name === name);
  const startedAt = step?.started_at ?? now;
  return patienceMs - msBetween(startedAt, now);
}
