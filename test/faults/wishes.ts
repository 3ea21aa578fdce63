import { createHash } from 'node:crypto';
import type { EnginePorts } from '../../shared/provisioning/engine-ports.ts';
import type { JsonObject } from '../../shared/tenant/json.ts';
import type { OperationKind } from '../../shared/tenant/operation.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { type CreateTenantPorts, createTenant } from '../../shared/use-cases/create-tenant.ts';
import { deleteTenant } from '../../shared/use-cases/delete-tenant.ts';
import type { WishInput } from '../../shared/use-cases/grant-wish.ts';
import { restoreTenant } from '../../shared/use-cases/restore-tenant.ts';
import { resumeTenant } from '../../shared/use-cases/resume-tenant.ts';
import { rollbackTenant } from '../../shared/use-cases/rollback-tenant.ts';
import { suspendTenant } from '../../shared/use-cases/suspend-tenant.ts';
import type { TenantWishInput } from '../../shared/use-cases/tenant-wish.ts';
import { type TenantPatch, updateTenant } from '../../shared/use-cases/update-tenant.ts';
import { upgradeTenant } from '../../shared/use-cases/upgrade-tenant.ts';
import { aPrincipal } from '../fakes/engine-world.ts';

/** What a worker of the sweep acts through: the engine's ports and those of the wishes. */
export type WorkerPorts = EnginePorts & CreateTenantPorts;

/** The tenant that a wish is about. */
export interface WishTarget {
  readonly slug: string;
  /** Absent until a wish has been accepted. */
  readonly tenantId: string | undefined;
  /** Another one for each wish; the caller repeats it when the answer is lost. */
  readonly key: string;
}

/** A request of a caller, who repeats it with the same key until it is accepted. */
export interface Wish {
  readonly kind: OperationKind;
  /** Whether it has come true, for a tenant that nobody works on. */
  readonly isTrue: (tenant: Tenant) => boolean;
  /** Sends it once; resolves to the tenant's id. */
  readonly send: (ports: WorkerPorts, target: WishTarget) => Promise<string>;
}

/** What a caller may say of a new tenant. */
export interface WantedTenant {
  readonly product: string;
  readonly tier?: string;
  readonly params?: JsonObject;
}

/** Asks for a tenant. */
export function wishToCreate({ params = {}, ...wanted }: WantedTenant): Wish {
  return {
    kind: 'create',
    isTrue: isActive,
    send: async (ports, { slug, key }) => {
      const tenant = { ...wanted, params, slug, organization: 'Acme', labels: {} };
      const { body } = await createTenant(ports, { ...keyed(key), wanted: tenant });
      return String(body['id']);
    },
  };
}

/** Asks for a change of the tenant. */
export function wishToUpdate(patch: TenantPatch): Wish {
  return wishOf('update', isActive, (ports, input) => updateTenant(ports, { ...input, patch }));
}

/** Asks for an upgrade with a change of params. */
export function wishToUpgrade(params: JsonObject): Wish {
  return wishOf('upgrade', isActive, (ports, input) => upgradeTenant(ports, { ...input, params }));
}

/** Asks for what the tenant was before its last change. */
export const wishToRollBack = wishOf('rollback', isActive, rollbackTenant);

/** Asks for the end of the tenant's pods. */
export const wishToSuspend = wishOf(
  'suspend',
  ({ status }) => status === 'suspended',
  (ports, input) => suspendTenant(ports, { ...input, reason: 'unpaid' }),
);

/** Asks for the tenant's pods again. */
export const wishToResume = wishOf('resume', isActive, resumeTenant);

/** Asks for the end of the tenant. */
export const wishToDelete = wishOf('delete', ({ status }) => status === 'deleted', deleteTenant);

/** Asks for the end of a tenant that can still be restored for a while. */
export const wishToDeleteSoftly = wishOf('delete', isSoftlyDeleted, deleteTenant);

/** Asks for a tenant that was softly deleted. */
export const wishToRestore = wishOf('restore', isActive, restoreTenant);

type Send = (ports: WorkerPorts, input: TenantWishInput) => Promise<unknown>;

function wishOf(kind: OperationKind, isTrue: Wish['isTrue'], send: Send): Wish {
  return {
    kind,
    isTrue,
    send: async (ports, { tenantId = '', key }) => {
      await send(ports, { ...keyed(key), tenantId });
      return tenantId;
    },
  };
}

function isActive({ status }: Tenant): boolean {
  return status === 'active';
}

function isSoftlyDeleted({ status, conditions }: Tenant): boolean {
  return status === 'deleting' && conditions.some(({ reason }) => reason === 'SoftDeleted');
}

function keyed(key: string): WishInput {
  const id = createHash('sha256').update(key).digest('hex');
  return {
    principal: aPrincipal,
    requestId: 'request-1',
    idempotency: { id, fingerprint: id },
  };
}
