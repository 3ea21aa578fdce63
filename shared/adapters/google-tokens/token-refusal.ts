import { TenantryError } from '../../tenant/errors.ts';

/** Why a token is not accepted. The text never quotes the token, which is a credential. */
export function tokenInvalid(why: string): TenantryError {
  return new TenantryError('token_invalid', `Cannot accept the token: ${why}`);
}

/** No bearer token came along at all. */
export function tokenMissing(): TenantryError {
  return new TenantryError(
    'token_missing',
    'Cannot tell who calls: send "Authorization: Bearer <token>"',
  );
}
