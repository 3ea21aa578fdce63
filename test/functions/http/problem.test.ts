import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemOf, problemResponse } from '../../../functions/http/problem.ts';
import { statusCodes } from '../../../functions/http/status-codes.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';

describe('problemOf()', () => {
  it('tells code, detail, faults and extensions of an expected error', () => {
    const error = new TenantryError('action_not_allowed', 'Cannot retry: it is active', {
      errors: [{ pointer: '/a', code: 'b', message: 'c' }],
      extensions: { allowed_actions: ['delete'] },
    });

    expect(problemOf(error, 'r-1')).toEqual({
      type: 'urn:tenantry:error:action_not_allowed',
      title: 'The tenant does not allow this now',
      status: 409,
      code: 'action_not_allowed',
      detail: 'Cannot retry: it is active',
      errors: [{ pointer: '/a', code: 'b', message: 'c' }],
      request_id: 'r-1',
      allowed_actions: ['delete'],
    });
  });

  it.each([
    new Error('hunter2'),
    new TenantryError('lease_lost', 'hunter2'),
    new TenantryError('store_unavailable', 'Cannot open "/hunter2"'),
    'hunter2',
    undefined,
  ])('tells nothing of what failed inside: %s', (error) => {
    const problem = problemOf(error, 'r-1');

    expect(problem.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it('tells the members of every problem first, those of RFC 9457 before ours', () => {
    const extensions = { allowed_actions: ['delete'] };
    const error = new TenantryError('action_not_allowed', 'Cannot retry', { extensions });

    expect(Object.keys(problemOf(error, 'r-1'))).toEqual([
      ...['type', 'title', 'status', 'detail'],
      ...['code', 'errors', 'request_id'],
      'allowed_actions',
    ]);
  });

  it('does not let an extension replace a member of its own', () => {
    const error = new TenantryError('slug_taken', 'Taken', { extensions: { status: 200 } });

    expect(problemOf(error, 'r-1').status).toBe(409);
  });
});

describe('problemResponse()', () => {
  it('rounds Retry-After up to whole seconds', () => {
    const error = new TenantryError('rate_limited', 'Too many', { retryAfterMs: 1_200 });

    expect(problemResponse(error, 'r-1').headers.get('retry-after')).toBe('2');
  });
});

describe('statusCodes', () => {
  it('has a title of its own for every code: a short sentence', () => {
    const titles = Object.values(statusCodes).map(({ title }) => title);

    expect(titles.filter((title) => !/^[A-Z][\w-]*( [\w-]+){2,9}$/.test(title))).toEqual([]);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('has a line in docs/errors.md for every code, with its status', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const missing = Object.entries(statusCodes).filter(
      ([code, { status }]) => !new RegExp(`\\| \`${code}\` +\\| ${status} `).test(page),
    );

    expect(missing).toEqual([]);
  });
});
