import type { EffectState } from '../../shared/tenant/effect.ts';
import type { NamedTenant } from './judge-objects.ts';
import { emailOf } from './sign-up.ts';

export interface MailsToJudge {
  readonly tenants: readonly NamedTenant[];
  /** One of each message that the mail server took. */
  readonly recipients: readonly string[];
  /** How the welcome mail stands in the ledger, by tenant id. */
  readonly states: ReadonlyMap<string, EffectState>;
}

/** What became of the welcome mails; each entry of `doubled` and `lost` is a sentence. */
export interface MailsVerdict {
  readonly sent: number;
  /** Left to a person, since nobody can know. */
  readonly asked: number;
  readonly doubled: readonly string[];
  /** Neither sent nor left to a person, or said to be sent and not there. */
  readonly lost: readonly string[];
}

/** Holds what the mail server took against what the ledger says. */
export function judgeMails({ tenants, recipients, states }: MailsToJudge): MailsVerdict {
  const counted = tenants.map(({ id, slug }) => {
    const count = recipients.filter((recipient) => recipient === emailOf(slug)).length;
    return { slug, count, state: states.get(id) };
  });
  return {
    sent: counted.filter(({ count }) => count > 0).length,
    asked: counted.filter(({ state }) => state === 'unknown').length,
    doubled: counted
      .filter(({ count }) => count > 1)
      .map(({ slug, count }) => `${slug} got ${count} welcome mails`),
    lost: counted
      .filter(({ count, state }) => (state === 'done' ? count === 0 : state !== 'unknown'))
      .map(({ slug, state }) => `${slug} got no welcome mail, and its ledger says ${state}`),
  };
}
