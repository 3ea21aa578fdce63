import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import type { SendMail } from '../../shared/blueprint/step-spec.ts';
import { aWorkloadBlueprint } from './a-workload-blueprint.ts';

/** The mail that its tenants get. */
export const greetingMail: SendMail = {
  kind: 'send-mail',
  name: 'greeting',
  deadlineMs: 600_000,
  isBestEffort: true,
  patienceMs: 60_000,
  condition: 'Greeted',
  to: 'riley@example.com',
  subject: 'Your site is ready',
  text: 'It is.\n',
};

/** The product with pods, whose tenants get a mail once all else is there. */
export function aMailingBlueprint(): Blueprint {
  const plain = aWorkloadBlueprint();
  return {
    ...plain,
    steps: (context) => {
      const steps = plain.steps(context);
      if (context.kind === 'create') return [...steps, greetingMail];
      return context.kind === 'repair' ? [...steps, { ...greetingMail, isOwedOnly: true }] : steps;
    },
  };
}
