import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Dns } from '../ports/dns.ts';
import type { Mail } from '../ports/mail.ts';
import type { Realms } from '../ports/realms.ts';
import type { Systems } from '../ports/systems.ts';
import type { TenantDatabase } from '../ports/tenant-database.ts';
import type { Tunnel } from '../ports/tunnel.ts';
import type { Vault } from '../ports/vault.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Budgets } from './budgets.ts';

/** Until when calls may start. */
export interface LeaseGuard {
  readonly clock: Clock;
  readonly leaseEndsAtMs: number;
  readonly budgets: Budgets;
}

/** The code of the error for a call that would outlive the lease; the engine takes it as "yield". */
export const leaseEndingCode = 'lease_ending';

/** The cluster, refusing every call that could still be under way when the lease ends. */
export function guardCluster(cluster: Cluster, guard: LeaseGuard): Cluster {
  const guarded = guardOf(guard);
  return {
    read: (ref) => guarded(() => cluster.read(ref)),
    create: (object) => guarded(() => cluster.create(object)),
    apply: (object, observed) => guarded(() => cluster.apply(object, observed)),
    scale: (ref, replicas, observed) => guarded(() => cluster.scale(ref, replicas, observed)),
    delete: (ref, uid) => guarded(() => cluster.delete(ref, uid)),
    list: (request) => guarded(() => cluster.list(request)),
    identity: () => guarded(() => cluster.identity()),
    awaitChange: (ref, change) =>
      cluster.awaitChange(ref, {
        ...change,
        timeoutMs: Math.max(0, Math.min(change.timeoutMs, leftMs(guard))),
      }),
  };
}

/** The same for the other systems. */
export function guardSystems(systems: Systems, guard: LeaseGuard): Systems {
  const { realms, database, dns, tunnel, vault, mail } = systems;
  return {
    ...(realms !== undefined && { realms: guardRealms(realms, guardOf(guard)) }),
    ...(database !== undefined && { database: guardDatabase(database, guardOf(guard)) }),
    ...(dns !== undefined && { dns: guardDns(dns, guardOf(guard)) }),
    ...(tunnel !== undefined && { tunnel: guardTunnel(tunnel, guardOf(guard)) }),
    ...(vault !== undefined && { vault: guardVault(vault, guardOf(guard)) }),
    ...(mail !== undefined && { mail: guardMail(mail, guardOf(guard)) }),
  };
}

/** Makes a call unless it could outlive the lease. */
type Guarded = <T>(call: () => Promise<T>) => Promise<T>;

function guardRealms(realms: Realms, guarded: Guarded): Realms {
  return {
    find: (wanted) => guarded(() => realms.find(wanted)),
    create: (wanted) => guarded(() => realms.create(wanted)),
    complete: (wanted) => guarded(() => realms.complete(wanted)),
    setFirstPassword: (first) => guarded(() => realms.setFirstPassword(first)),
    remove: (realm, tenantId) => guarded(() => realms.remove(realm, tenantId)),
  };
}

function guardDatabase(database: TenantDatabase, guarded: Guarded): TenantDatabase {
  return {
    migrate: () => guarded(() => database.migrate()),
    find: (tenantId) => guarded(() => database.find(tenantId)),
    put: (row) => guarded(() => database.put(row)),
    remove: (tenant) => guarded(() => database.remove(tenant)),
  };
}

function guardDns(dns: Dns, guarded: Guarded): Dns {
  return {
    find: (name) => guarded(() => dns.find(name)),
    create: (record) => guarded(() => dns.create(record)),
    update: (id, record) => guarded(() => dns.update(id, record)),
    remove: (id) => guarded(() => dns.remove(id)),
  };
}

function guardTunnel(tunnel: Tunnel, guarded: Guarded): Tunnel {
  return {
    id: tunnel.id,
    read: () => guarded(() => tunnel.read()),
    write: (document) => guarded(() => tunnel.write(document)),
  };
}

function guardVault(vault: Vault, guarded: Guarded): Vault {
  return {
    put: (tenantId, values) => guarded(() => vault.put(tenantId, values)),
    get: (tenantId, tokens) => guarded(() => vault.get(tenantId, tokens)),
    remove: (tenantId) => guarded(() => vault.remove(tenantId)),
    list: (since, limit) => guarded(() => vault.list(since, limit)),
  };
}

function guardMail(mail: Mail, guarded: Guarded): Mail {
  return {
    send: (message, begin) => guarded(() => mail.send(message, begin)),
    messageId: (reference) => mail.messageId(reference),
  };
}

function guardOf(guard: LeaseGuard): Guarded {
  return async (call) => {
    if (leftMs(guard) < guard.budgets.callMs) {
      throw new TenantryError(leaseEndingCode, 'Cannot start a call: the lease ends too soon');
    }
    return await call();
  };
}

function leftMs({ leaseEndsAtMs, clock, budgets }: LeaseGuard): number {
  return leaseEndsAtMs - clock.now() - budgets.marginMs;
}
