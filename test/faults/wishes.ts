import { createHash } from 'node:crypto';
import type { EnginePorts } from '../../shared/provisioning/engine-ports.ts';
import type { JsonObject } from '../../shared/tenant/json.ts';
import type { OperationKind } from '../../shared/tenant/operation.ts';
import type { TenantStatus } from '../../shared/tenant/tenant.ts';
import { type CreateTenantPorts, createTenant } from '../../shared/use-cases/create-tenant.ts';
import { deleteTenant } from '../../shared/use-cases/delete-tenant.ts';
import type { WishInput } from '../../shared/use-cases/grant-wish.ts';
import { aPrincipal } from '../fakes/engine-world.ts';

/** What a worker of the sweep acts through: the engine's ports and those of the wishes. */
export type WorkerPorts = EnginePorts & CreateTenantPorts;

/** The tenant that a wish is about. */
export interface WishTarget {
  readonly slug: string;
  /** Absent until a wish has been accepted. */
  readonly tenantId: string | undefined;
}

/** A request of a caller, who repeats it with the same key until it is accepted. */
export interface Wish {
  readonly kind: OperationKind;
  /** The tenant's status once it has come true. */
  readonly ends: TenantStatus;
  /** Sends it once; resolves to the tenant's id. */
  readonly send: (ports: WorkerPorts, target: WishTarget) => Promise<string>;
}

/** Asks for a tenant of the product. */
export function wishToCreate(product: string, params: JsonObject = {}): Wish {
  return {
    kind: 'create',
    ends: 'active',
    send: async (ports, { slug }) => {
      const wanted = { product, slug, organization: 'Acme', params, labels: {} };
      const { body } = await createTenant(ports, { ...keyed('create', slug), wanted });
      return String(body['id']);
    },
  };
}

/** Asks for the end of the tenant. */
export const wishToDelete: Wish = {
  kind: 'delete',
  ends: 'deleted',
  send: async (ports, target) => {
    const { slug, tenantId = '' } = target;
    await deleteTenant(ports, { ...keyed('delete', slug), tenantId });
    return tenantId;
  },
};

/** What every wish carries; the key lets the caller repeat it when the answer is lost. */
export function keyed(kind: OperationKind, slug: string): WishInput {
  const id = createHash('sha256').update(`${kind} ${slug}`).digest('hex');
  return {
    principal: aPrincipal,
    requestId: `request-${kind}`,
    idempotency: { id, fingerprint: id },
  };
}
