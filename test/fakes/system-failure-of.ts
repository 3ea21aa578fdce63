import { SystemError } from '../../shared/tenant/system-error.ts';

/** The `SystemError` that a call rejects with; throws when it does not. */
export async function systemFailureOf(call: Promise<unknown>): Promise<SystemError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SystemError)) throw new Error('No SystemError', { cause: error });
  return error;
}
