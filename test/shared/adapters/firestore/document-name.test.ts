import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  documentName,
  idOfName,
  tenantName,
} from '../../../../shared/adapters/firestore/document-name.ts';

const root = 'projects/p/databases/d/documents';

describe('documentName()', () => {
  it.each([
    ['claims', 'slug:frappe:riley', 'claims/slug:frappe:riley'],
    ['claims', 'path:a/b', 'claims/path:a%2Fb'],
    ['settings', '100%', 'settings/100%25'],
    ['settings', '', 'settings/%'],
    ['settings', '..', 'settings/%2E.'],
    ['settings', '__name__', 'settings/%5F_name__'],
    ['events', 'tenant-1/12', 'tenants/tenant-1/events/0000000000000012'],
    ['revisions', 'a/b/7', 'tenants/a%2Fb/revisions/0000000000000007'],
    ['events', 'tenant-1/x', 'tenants/tenant-1/events/-x'],
  ] as const)('puts %s "%s" at %s', (collection, id, path) => {
    expect(documentName(root, { collection, id })).toBe(`${root}/${path}`);
  });

  it('gives different ids different names that Firestore takes', () => {
    const ids = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[_./%25FE]{0,6}$/),
      fc.constantFrom('', '.', '..', '__', '____', '__a__', '%', '%2F'),
    );
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const [first, second] = [a, b].map((id) => documentName('', { collection: 'claims', id }));
        expect(first === second).toBe(a === b);
        // cloud.google.com/firestore/quotas: what an id may not be.
        expect(first?.slice('/claims/'.length)).toMatch(/^(?!\.{1,2}$)(?!__.*__$)[^/]+$/s);
      }),
    );
  });
});

describe('idOfName()', () => {
  it('takes back what documentName() did', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect(idOfName(tenantName(root, id))).toBe(id);
      }),
    );
  });
});
