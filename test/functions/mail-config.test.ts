import { describe, expect, it } from 'vitest';
import { type Environment, parseConfig, type UsedPart } from '../../functions/config.ts';

const url = 'smtps://tenantry:hidden-word@mail.example.com';
const whole = { SMTP_URL: url, MAIL_FROM: 'Tenantry <hello@example.com>' };

function startWith(environment: Environment, uses?: readonly UsedPart[]) {
  return parseConfig(environment, 'local', uses);
}

describe('parseConfig() of the mail server', () => {
  it('does without', () => {
    const config = startWith({});

    expect(config.SMTP_URL).toBeUndefined();
    expect(config.MAIL_FROM).toBeUndefined();
  });

  it('takes both variables', () => {
    expect(startWith(whole)).toMatchObject({
      SMTP_URL: { host: 'mail.example.com', port: 465, credentials: { user: 'tenantry' } },
      MAIL_FROM: { name: 'Tenantry', address: 'hello@example.com' },
      unused: [],
    });
  });

  it.each([
    ['MAIL_FROM', { SMTP_URL: url }],
    ['SMTP_URL', { MAIL_FROM: 'hello@example.com' }],
    ['SMTP_URL', { ...whole, SMTP_URL: ' ' }],
    ['SMTP_URL', { ...whole, SMTP_URL: url.replace('smtps', 'https') }],
    ['SMTP_URL', { ...whole, SMTP_URL: `${url}?tls.rejectUnauthorized=false` }],
    ['MAIL_FROM', { ...whole, MAIL_FROM: 'Tenantry' }],
    ['MAIL_FROM', { ...whole, MAIL_FROM: 'a@example.com, b@example.com' }],
  ])('asks for %s when the engine would start with half of it', (name, environment) => {
    const start = () => startWith(environment);

    expect(start).toThrow(`1 environment variable(s) to mend\n  ${name}: must be`);
    expect(start).not.toThrow(/hidden-word/);
  });

  it('keeps the URL from functions that do not work on tenants, which know of the sender', () => {
    const config = startWith(whole, ['store']);

    expect(config.SMTP_URL).toBeUndefined();
    expect(config.MAIL_FROM?.address).toBe('hello@example.com');
    expect(startWith({ MAIL_FROM: 'hello@example.com' }, ['store'])).toBeDefined();
  });
});
