import type { SendMail } from '../../blueprint/step-spec.ts';
import type { FrappeSite } from './frappe-names.ts';

const minuteMs = 60_000;

/** Tells the first user that the site is ready; none where the platform's owner does not want it. */
export function welcomeMail({ settings, params, site }: FrappeSite): readonly SendMail[] {
  if (settings.hasWelcomeMail !== true) return [];
  const text = [
    `Your site is ready: https://${site}`,
    '',
    `Your user is ${params.email}. It has no password yet: choose one under "Forgot Password?" on the sign-in page, or ask the administrator of the site.`,
    '',
  ];
  return [
    {
      kind: 'send-mail',
      name: 'welcome-mail',
      deadlineMs: 10 * minuteMs,
      isBestEffort: true,
      // Whoever signs up waits for the site, not for a mail server that is away.
      patienceMs: minuteMs,
      condition: 'WelcomeMailSent',
      to: params.email,
      subject: `Your site ${site} is ready`,
      text: text.join('\n'),
    },
  ];
}
