import { describe, expect, it } from 'vitest';
import { isDatabaseUrl } from '../../functions/database-url.ts';

describe('isDatabaseUrl()', () => {
  it.each([
    'postgres://tenantry:secret@db.example.com/product?sslmode=verify-full',
    'postgresql://tenantry:secret@db.example.com:6432/product?sslmode=disable',
    'postgres://tenantry:secret@db.example.com/product?sslrootcert=/ca.pem&sslmode=verify-full',
    'postgres://tenantry:p%40ss%2Fw@127.0.0.1:5432/product',
    'postgres://tenantry@localhost/product',
    'postgres://tenantry@[::1]:5432/product',
    'postgres://tenantry:secret@socket/product?host=/cloudsql/project:region:instance',
  ])('takes %s', (url) => {
    expect(isDatabaseUrl(url)).toBe(true);
  });

  it.each([
    '',
    'db.example.com',
    'mysql://tenantry:secret@127.0.0.1/product',
    'https://tenantry:secret@127.0.0.1/product',
    'postgres://127.0.0.1/product',
    'postgres://tenantry:secret@127.0.0.1',
    'postgres://tenantry:secret@127.0.0.1/',
    'postgres:///product',
    'postgres://tenantry:secret@db.example.com/product',
    'postgres://tenantry:secret@db.example.com/product?sslmode=require',
    'postgres://tenantry:secret@db.example.com/product?sslmode=no-verify',
    'postgres://tenantry:secret@db.example.com/product?host=other.example.com',
    'postgres://tenantry:secret@127.0.0.1/product?sslmode=prefer',
    'postgres://tenantry:secret@127.0.0.1/product?host=db.example.com',
    'postgres://tenantry:secret@db.example.com/product?sslmode=verify-full&sslmode=disable',
  ])('refuses "%s"', (url) => {
    expect(isDatabaseUrl(url)).toBe(false);
  });
});
