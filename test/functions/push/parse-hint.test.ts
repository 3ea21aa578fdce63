import { describe, expect, it } from 'vitest';
import { parseHint } from '../../../functions/push/parse-hint.ts';
import { tenantId } from '../../builders/a-push.ts';

describe('parseHint()', () => {
  it('returns the hint', () => {
    expect(parseHint({ schema: 1, tenant_id: tenantId })).toEqual({
      schema: 1,
      tenant_id: tenantId,
    });
  });

  it.each([
    ['null', null],
    ['a text', 'hint'],
    ['a list', [{ schema: 1, tenant_id: tenantId }]],
    ['an empty object', {}],
    ['a hint without a tenant', { schema: 1 }],
    ['a hint without a schema', { tenant_id: tenantId }],
    ['schema 0', { schema: 0, tenant_id: tenantId }],
    ['schema 1.5', { schema: 1.5, tenant_id: tenantId }],
    ['schema "1"', { schema: '1', tenant_id: tenantId }],
    ['schema true', { schema: true, tenant_id: tenantId }],
    ['a schema beyond whole numbers', { schema: 1e300, tenant_id: tenantId }],
    ['a tenant that is a number', { schema: 1, tenant_id: 7 }],
    ['a tenant that is null', { schema: 1, tenant_id: null }],
    ['a tenant that is no id', { schema: 1, tenant_id: 'acme' }],
    ['an id in capitals', { schema: 1, tenant_id: tenantId.toUpperCase() }],
    ['an id with a newline', { schema: 1, tenant_id: `${tenantId}\n` }],
    ['an id with a path', { schema: 1, tenant_id: `../${tenantId}` }],
    ['a member too many', { schema: 1, tenant_id: tenantId, note: 'x' }],
  ])('refuses %s', (_name, value) => {
    expect(() => parseHint(value)).toThrow(expect.objectContaining({ code: 'invalid_hint' }));
  });

  it('refuses members that are inherited', () => {
    const value = JSON.parse(`{"__proto__":{"schema":1,"tenant_id":"${tenantId}"}}`);

    expect(() => parseHint(value)).toThrow(expect.objectContaining({ code: 'invalid_hint' }));
    expect(() => parseHint(Object.create({ schema: 1, tenant_id: tenantId }))).toThrow();
  });

  it('tells a hint of a newer version from junk', () => {
    const value = { schema: 2, tenant_ids: [tenantId] };

    expect(() => parseHint(value)).toThrow(expect.objectContaining({ code: 'newer_schema' }));
  });
});
