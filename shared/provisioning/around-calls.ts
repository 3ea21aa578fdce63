import type { Cluster } from '../ports/cluster.ts';
import type { Systems } from '../ports/systems.ts';
import type { SystemName } from '../tenant/system-error.ts';

/** Makes a call, or something instead of it. */
export type Around = <T>(call: () => Promise<T>) => Promise<T>;

/** The cluster with `around` about every call; waiting for a change is none. */
export function aroundCluster(cluster: Cluster, around: Around): Cluster {
  return {
    ...cluster,
    read: (ref) => around(() => cluster.read(ref)),
    create: (object) => around(() => cluster.create(object)),
    apply: (object, observed) => around(() => cluster.apply(object, observed)),
    scale: (ref, replicas, observed) => around(() => cluster.scale(ref, replicas, observed)),
    delete: (ref, uid) => around(() => cluster.delete(ref, uid)),
    list: (request) => around(() => cluster.list(request)),
    identity: () => around(() => cluster.identity()),
  };
}

type Wrappers = { readonly [N in SystemName]: (system: Part<N>, around: Around) => Part<N> };

type Part<N extends SystemName> = NonNullable<Systems[N]>;

const wrappers: Wrappers = {
  realms: (realms, around) => ({
    find: (wanted) => around(() => realms.find(wanted)),
    create: (wanted) => around(() => realms.create(wanted)),
    complete: (wanted) => around(() => realms.complete(wanted)),
    setFirstPassword: (first) => around(() => realms.setFirstPassword(first)),
    remove: (realm, tenantId) => around(() => realms.remove(realm, tenantId)),
  }),
  database: (database, around) => ({
    migrate: () => around(() => database.migrate()),
    find: (tenantId) => around(() => database.find(tenantId)),
    put: (row) => around(() => database.put(row)),
    remove: (tenant) => around(() => database.remove(tenant)),
  }),
  dns: (dns, around) => ({
    find: (name) => around(() => dns.find(name)),
    create: (record) => around(() => dns.create(record)),
    update: (id, record) => around(() => dns.update(id, record)),
    remove: (id) => around(() => dns.remove(id)),
  }),
  tunnel: (tunnel, around) => ({
    id: tunnel.id,
    read: () => around(() => tunnel.read()),
    write: (document) => around(() => tunnel.write(document)),
  }),
  vault: (vault, around) => ({
    put: (tenantId, values) => around(() => vault.put(tenantId, values)),
    get: (tenantId, tokens) => around(() => vault.get(tenantId, tokens)),
    remove: (tenantId) => around(() => vault.remove(tenantId)),
    list: (since, limit) => around(() => vault.list(since, limit)),
  }),
  mail: (mail, around) => ({
    timeoutMs: mail.timeoutMs,
    send: (message, begin) => around(() => mail.send(message, begin)),
    messageId: (reference) => mail.messageId(reference),
  }),
};

/** The systems that are set up, with what `aroundOf` gives for each about every call. */
export function aroundSystems(systems: Systems, aroundOf: (name: SystemName) => Around): Systems {
  const { realms, database, dns, tunnel, vault, mail } = systems;
  return {
    ...(realms && { realms: wrappers.realms(realms, aroundOf('realms')) }),
    ...(database && { database: wrappers.database(database, aroundOf('database')) }),
    ...(dns && { dns: wrappers.dns(dns, aroundOf('dns')) }),
    ...(tunnel && { tunnel: wrappers.tunnel(tunnel, aroundOf('tunnel')) }),
    ...(vault && { vault: wrappers.vault(vault, aroundOf('vault')) }),
    ...(mail && { mail: wrappers.mail(mail, aroundOf('mail')) }),
  };
}
