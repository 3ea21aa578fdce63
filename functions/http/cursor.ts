import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { PageStart } from '../../shared/ports/store.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';

/** Turns the start of a page into an opaque text and back. */
export interface CursorCodec {
  /** `scope` names everything that the list depends on: route, caller, filter and order. */
  encode(start: PageStart, scope: readonly unknown[]): string;
  /** Throws `invalid_cursor` for a text that was not made by `encode` with the same scope. */
  decode(cursor: string, scope: readonly unknown[]): PageStart;
}

const startSchema = z.strictObject({ value: z.string(), id: z.string() });
const cursorPattern = /^([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{43})$/;

/** Cursors signed with HMAC-SHA256 (RFC 2104). The scope is signed but not carried. */
export function createCursorCodec(key: string): CursorCodec {
  const sign = (payload: string, scope: readonly unknown[]) =>
    createHmac('sha256', key)
      .update(JSON.stringify([payload, scope]))
      .digest('base64url');
  return {
    encode: ({ value, id }, scope) => {
      const payload = Buffer.from(JSON.stringify({ value, id })).toString('base64url');
      return `${payload}.${sign(payload, scope)}`;
    },
    decode: (cursor, scope) => {
      const [, payload, signature] = cursorPattern.exec(cursor) ?? [];
      if (payload === undefined || signature === undefined) throw invalidCursor();
      const expected = sign(payload, scope);
      if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) throw invalidCursor();
      return startSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    },
  };
}

function invalidCursor(): TenantryError {
  return new TenantryError(
    'invalid_cursor',
    'Cannot go on with this list: the cursor was made for another filter, order or caller',
  );
}
