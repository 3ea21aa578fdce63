import type { SetRealmPassword } from '../../blueprint/step-spec.ts';
import { describeRef } from '../../kubernetes/object.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';
import { assertOwned } from './observe.ts';
import { systemOf } from './system-of.ts';

/**
 * Hands the generated password from the tenant's Secret to its realm. It is read when it is needed and
 * kept nowhere, and a repeated run changes nothing: a user who has a password keeps it.
 */
export const setRealmPassword: StepImplementation<SetRealmPassword> = async (context, spec) => {
  const { realm, username } = spec;
  const realms = systemOf(context, 'realms');
  const password = await readPassword(context, spec.secret);
  if (password === undefined) return secretMissing(spec.secret);
  await realms.setFirstPassword({ realm, tenantId: context.tenant.id, username, password });
  return { kind: 'done' };
};

type SecretKey = SetRealmPassword['secret'];

async function readPassword(
  { cluster, tenant }: StepContext,
  { key, ...secret }: SecretKey,
): Promise<string | undefined> {
  const observed = await cluster.read(refOfSecret(secret));
  if (observed === undefined) return undefined;
  assertOwned(observed, tenant);
  const data: unknown = observed['data'];
  if (typeof data !== 'object' || data === null) return undefined;
  const encoded: unknown = Object.getOwnPropertyDescriptor(data, key)?.value;
  if (typeof encoded !== 'string' || encoded === '') return undefined;
  return Buffer.from(encoded, 'base64').toString('utf8');
}

// Not waited for: an earlier step has made it, so it comes back only when the operation is retried.
function secretMissing({ key, ...secret }: SecretKey): StepResult {
  const name = describeRef(refOfSecret(secret));
  const message = `Cannot read the first password "${key}" of ${name}: it is not there`;
  return { kind: 'failed', code: 'secret_missing', message };
}

function refOfSecret({ namespace, name }: Omit<SecretKey, 'key'>) {
  return { apiVersion: 'v1', kind: 'Secret', namespace, name };
}
