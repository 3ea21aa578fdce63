import { describe, expect, it } from 'vitest';
import { createFrappeBlueprint } from '../../../../shared/blueprints/frappe/create-frappe-blueprint.ts';
import type { OperationKind } from '../../../../shared/tenant/operation.ts';

const settings = { baseDomain: 'kairos.app', namespace: 'frappe', image: 'frappe/worker:v15' };
const tenantId = '0b5a4a57-6a5c-4f0e-9d0c-1f2e3d4c5b6a';

function mailsOf(kind: OperationKind, hasWelcomeMail?: boolean) {
  const given = { ...settings, ...(hasWelcomeMail !== undefined && { hasWelcomeMail }) };
  const steps = createFrappeBlueprint(given).steps({
    tenant: {
      id: tenantId,
      id8: tenantId.slice(0, 8),
      slug: 'acme',
      organization: 'Acme Ltd\r\nBcc: everybody@example.com',
      organization_id: 'default',
      tier: 'standard',
      namespace: 'frappe',
    },
    params: { email: 'riley@example.com', apps: ['kairos'] },
    kind,
  });
  return steps.flatMap((step, index) =>
    step.kind === 'send-mail' ? [{ ...step, isLast: index === steps.length - 1 }] : [],
  );
}

describe('welcomeMail()', () => {
  it('goes to the first user when all else is there', () => {
    expect(mailsOf('create', true)).toEqual([
      expect.objectContaining({
        name: 'welcome-mail',
        to: 'riley@example.com',
        subject: 'Your site acme.kairos.app is ready',
        text: expect.stringContaining('https://acme.kairos.app\n'),
        isLast: true,
      }),
    ]);
  });

  it('says nothing that a stranger could write into it', () => {
    expect(JSON.stringify(mailsOf('create', true))).not.toContain('Bcc');
  });

  it.each([undefined, false])('is not sent with hasWelcomeMail %s', (hasWelcomeMail) => {
    expect(mailsOf('create', hasWelcomeMail)).toEqual([]);
    expect(mailsOf('repair', hasWelcomeMail)).toEqual([]);
  });

  it('is sent by a repair only when it is owed, and by nothing else', () => {
    expect(mailsOf('repair', true)).toMatchObject([{ isOwedOnly: true }]);
    const others: readonly OperationKind[] = ['update', 'upgrade', 'rollback', 'resume', 'restore'];
    expect(others.flatMap((kind) => mailsOf(kind, true))).toEqual([]);
  });
});
