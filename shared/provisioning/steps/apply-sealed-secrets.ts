import type { V1Secret } from '@kubernetes/client-node';
import type { SealedSecret } from '../../blueprint/secret-spec.ts';
import type { ApplySealedSecrets } from '../../blueprint/step-spec.ts';
import { entryOf, refOfEntry } from '../../kubernetes/inventory.ts';
import { describeRef, isSameRef, type ObjectRef } from '../../kubernetes/object.ts';
import { isSealedSecret, sealedSource } from '../../kubernetes/sealed-secret.ts';
import type { SealedValues } from '../../ports/vault.ts';
import { TerminalError } from '../../tenant/errors.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';
import { assertOwned, createOrFind, isTerminating, requestDelete } from './observe.ts';
import { systemOf } from './system-of.ts';
import { waitForEnd } from './wait-for-end.ts';

const secretType = 'Opaque';

/**
 * Makes each Secret of the values that its tokens stand for; keys that nobody wants any more go. What
 * the inventory holds as it is wanted costs no call. Values are read from the vault, go to the cluster
 * and nowhere else. Sealed Secrets that are not among these are left to the next `apply-objects` to prune.
 */
export const applySealedSecrets: StepImplementation<ApplySealedSecrets> = async (
  context,
  { secrets },
) => {
  const toApply = secrets.filter((secret) => !isCurrent(context.tenant, secret));
  const values = await valuesOf(context, toApply);
  for (const secret of toApply) {
    const wait = await bringAbout(context, secret, values);
    if (wait !== undefined) return wait;
  }
  const refs = secrets.map(refOfSecret);
  const unwanted = context.tenant.inventory.filter(
    (entry) => isSealedSecret(entry) && !refs.some((ref) => isSameRef(ref, refOfEntry(entry))),
  );
  // Pods may still use them: they go where everything else goes that nobody wants.
  context.note({
    applied: unwanted.map(({ source_version: _, ...entry }) => ({ ...entry, digest: '' })),
  });
  return { kind: 'done', isSkipped: secrets.length + unwanted.length === 0 };
};

function isCurrent({ inventory }: Tenant, secret: SealedSecret): boolean {
  const ref = refOfSecret(secret);
  const entry = inventory.find((each) => isSameRef(refOfEntry(each), ref));
  // The walk gives what has to be brought back a digest.
  return entry?.digest === undefined && entry?.source_version === madeOf(secret);
}

function refOfSecret({ name, namespace }: SealedSecret): ObjectRef {
  return { apiVersion: 'v1', kind: 'Secret', namespace, name };
}

function madeOf({ labels, values }: SealedSecret): string {
  return sealedSource(labels, values);
}

async function valuesOf(
  context: StepContext,
  secrets: readonly SealedSecret[],
): Promise<SealedValues> {
  const tokens = secrets.flatMap(({ values }) => Object.values(values));
  if (tokens.length === 0) return new Map();
  return await systemOf(context, 'vault').get(context.tenant.id, [...new Set(tokens)]);
}

/** Undefined: the Secret is as it is wanted. */
async function bringAbout(
  context: StepContext,
  secret: SealedSecret,
  values: SealedValues,
): Promise<StepResult | undefined> {
  const wanted = secretObject(secret, values);
  const { cluster, tenant, note } = context;
  const { observed, isCreated } = await createOrFind(context, wanted);
  if (!isCreated) assertOwned(observed, tenant);
  // The type of a Secret cannot be changed.
  const isOther = observed['type'] !== secretType;
  if (isOther) await requestDelete(cluster, observed, tenant);
  if (isOther || isTerminating(observed)) return waitForEnd(observed);
  const { uid, resourceVersion } = observed.metadata;
  const applied = isCreated
    ? observed
    : await cluster.apply(wanted, { uid, resourceVersion, takesOver: true });
  note({ applied: [{ ...entryOf(applied), source_version: madeOf(secret) }] });
  return undefined;
}

/** Throws `sealed_value_missing`, which names keys and no values. */
function secretObject(secret: SealedSecret, values: SealedValues): V1Secret {
  const { name, namespace, labels, values: tokens } = secret;
  const entries = Object.entries(tokens);
  const missing = entries.filter(([, token]) => !values.has(token)).map(([key]) => key);
  if (missing.length > 0) {
    const what = describeRef(refOfSecret(secret));
    throw new TerminalError(
      'sealed_value_missing',
      `Cannot make ${what}: the vault has no value of ${missing.join(', ')}; set it again`,
    );
  }
  const data = entries.map(([key, token]) => [key, base64(values.get(token) ?? '')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: secretType,
    metadata: { name, namespace, labels: { ...labels } },
    data: Object.fromEntries(data),
  };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
