import type { Logger } from '../ports/logger.ts';
import type { Queue } from '../ports/queue.ts';
import type { Store, Transaction } from '../ports/store.ts';
import type { Sealing } from '../ports/vault.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { Principal } from '../tenant/principal.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { addMs } from '../tenant/time.ts';
import { publishHint } from './publish-hint.ts';
import type { Sealed } from './seal-params.ts';
import { asJson, tenantView } from './tenant-view.ts';

/** How long the answer to a request with an `Idempotency-Key` is kept: 24 hours. */
const idempotencyMs = 24 * 3_600_000;

/** A caller's key for one request, bound to who called what. */
export interface IdempotencyKey {
  /** SHA-256 of organization, principal, method, route and key. */
  readonly id: string;
  /** SHA-256 of the request's body and conditions. */
  readonly fingerprint: string;
}

/** What every wish carries. */
export interface WishInput {
  readonly principal: Principal;
  readonly requestId: string;
  readonly idempotency?: IdempotencyKey;
  /** The plan that it carries out; nothing happens when that is not what it would do. */
  readonly planId?: string;
}

/** What a wish is answered with. */
export interface WishAnswer {
  /** 202: there is work to do; 200: nothing had to change. */
  readonly status: 200 | 202;
  /** The tenant's view. */
  readonly body: JsonObject;
  /** True: this is the stored answer to an earlier request with the same key. */
  readonly isReplay: boolean;
}

/** What a wish came to: the tenant as written, and whether there is work to do. */
export interface Granted {
  readonly tenant: Tenant;
  readonly isWork: boolean;
  /** Secret values that the wish brings; absent: none. */
  readonly sealed?: Sealed;
}

/** What wishes act through. */
export interface WishPorts {
  readonly store: Store;
  readonly queue: Queue;
  readonly logger: Logger;
  /** Absent: secret values are refused. */
  readonly sealing?: Sealing | undefined;
}

/**
 * Runs a wish and stores its answer under the caller's idempotency key, in one transaction, then
 * publishes the hint. A hint that is not accepted costs time only: the sweep finds the tenant.
 * Secret values are in the vault before the wish is in the store, and of a refused one never.
 */
export async function grantWish(
  ports: WishPorts,
  input: WishInput,
  decide: (transaction: Transaction) => Promise<Granted>,
): Promise<WishAnswer> {
  const answer = await ports.store.transact(async (transaction) => {
    const replay = await storedAnswer(transaction, ports, input);
    if (replay !== undefined) return replay;
    const { tenant, isWork, sealed } = await decide(transaction);
    const status: 200 | 202 = isWork ? 202 : 200;
    const stored = { status, body: asJson(tenantView(tenant)) };
    storeAnswer(transaction, withSealedPrint(ports, input, sealed), stored);
    // Has no effect when it is done again, so it may stand in a transaction.
    if (sealed !== undefined) await ports.sealing?.vault.put(tenant.id, sealed.values);
    return { ...stored, isReplay: false };
  });
  // Also for a replay: the earlier call may have died between the two.
  if (answer.status === 202) await publishHint(ports, String(answer.body['id']));
  return answer;
}

/** What a fingerprint that was made of secret values begins with. */
const sealedPrint = 'hmac-sha256:';

/** Nothing of a secret value is stored, not even a bare digest of the body that it stood in. */
function withSealedPrint(
  { sealing }: WishPorts,
  input: WishInput,
  sealed: Sealed | undefined,
): WishInput {
  const { idempotency } = input;
  if (idempotency === undefined || sealing === undefined || sealed === undefined) return input;
  const fingerprint = sealedPrint + sealing.sealer.digest(idempotency.fingerprint);
  return { ...input, idempotency: { ...idempotency, fingerprint } };
}

function isSameRequest(
  { sealing }: WishPorts,
  stored: string,
  { fingerprint }: IdempotencyKey,
): boolean {
  if (!stored.startsWith(sealedPrint)) return stored === fingerprint;
  return stored === `${sealedPrint}${sealing?.sealer.digest(fingerprint)}`;
}

async function storedAnswer(
  transaction: Transaction,
  ports: WishPorts,
  { idempotency }: WishInput,
): Promise<WishAnswer | undefined> {
  if (idempotency === undefined) return undefined;
  const record = await transaction.get('idempotency', idempotency.id);
  if (record === undefined) return undefined;
  if (!isSameRequest(ports, record.fingerprint, idempotency)) {
    throw new TenantryError(
      'idempotency_key_reused',
      'Cannot use this Idempotency-Key: it was used for another request; send a new key',
    );
  }
  return { ...record.answer, isReplay: true };
}

function storeAnswer(
  transaction: Transaction,
  { idempotency, principal }: WishInput,
  answer: Omit<WishAnswer, 'isReplay'>,
): void {
  if (idempotency === undefined) return;
  const created_at = transaction.now();
  transaction.put('idempotency', idempotency.id, {
    schema: 1,
    organization_id: principal.organization_id,
    fingerprint: idempotency.fingerprint,
    answer,
    created_at,
    expires_at: addMs(created_at, idempotencyMs),
  });
}
