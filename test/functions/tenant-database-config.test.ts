import { describe, expect, it } from 'vitest';
import { type Environment, parseConfig, type UsedPart } from '../../functions/config.ts';

const url = 'postgres://tenantry:hidden-word@db.example.com/product?sslmode=verify-full';
const whole = { CODETETHER_DATABASE_URL: url, CODETETHER_DATABASE_APP_ROLE: 'a2a-server' };

function startWith(environment: Environment, uses?: readonly UsedPart[]) {
  return parseConfig(environment, 'local', uses);
}

describe('parseConfig() of the tenant database', () => {
  it('does without', () => {
    const config = startWith({});

    expect(config.CODETETHER_DATABASE_URL).toBeUndefined();
    expect(config.CODETETHER_DATABASE_APP_ROLE).toBeUndefined();
  });

  it('takes both variables', () => {
    expect(startWith(whole)).toMatchObject({ ...whole, unused: [] });
  });

  it.each([
    ['CODETETHER_DATABASE_APP_ROLE', { CODETETHER_DATABASE_URL: url }],
    ['CODETETHER_DATABASE_URL', { CODETETHER_DATABASE_APP_ROLE: 'a2a-server' }],
    ['CODETETHER_DATABASE_URL', { ...whole, CODETETHER_DATABASE_URL: ' ' }],
    ['CODETETHER_DATABASE_URL', { ...whole, CODETETHER_DATABASE_URL: url.split('?')[0] ?? '' }],
    ['CODETETHER_DATABASE_APP_ROLE', { ...whole, CODETETHER_DATABASE_APP_ROLE: 'a"; DROP' }],
  ])('asks for %s when the engine would start with half of it', (name, environment) => {
    const start = () => startWith(environment);

    expect(start).toThrow(`1 environment variable(s) to mend\n  ${name}: must be`);
    expect(start).not.toThrow(/hidden-word/);
  });

  it('keeps the URL from functions that do not work on tenants, which know of the role', () => {
    const config = startWith(whole, ['store']);

    expect(config.CODETETHER_DATABASE_URL).toBeUndefined();
    expect(config.CODETETHER_DATABASE_APP_ROLE).toBe('a2a-server');
    expect(startWith({ CODETETHER_DATABASE_APP_ROLE: 'a2a-server' }, ['store'])).toBeDefined();
  });
});
