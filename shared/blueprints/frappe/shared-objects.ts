import type { Prerequisite } from '../../blueprint/step-spec.ts';
import type { ObjectRef } from '../../kubernetes/object.ts';

/** Secret and key with the password of MariaDB's user `root`. */
export const databaseSecret = { name: 'frappe-db-credentials', key: 'root-password' } as const;

/** ConfigMap and key with the host of MariaDB. */
export const databaseConfig = { name: 'frappe-config', key: 'db-host' } as const;

/** The volume that holds all sites. */
export const sitesClaimName = 'frappe-sites-pvc';

/** What the platform's owner provides once for all tenants. */
export function prerequisites(namespace: string): readonly Prerequisite[] {
  const inNamespace = { apiVersion: 'v1', namespace } as const;
  return [
    { ref: { apiVersion: 'v1', kind: 'Namespace', name: namespace } },
    {
      ref: { ...inNamespace, kind: 'Secret', name: databaseSecret.name },
      keys: [databaseSecret.key],
    },
    {
      ref: { ...inNamespace, kind: 'ConfigMap', name: databaseConfig.name },
      keys: [databaseConfig.key],
    },
    { ref: sitesClaimRef(namespace) },
  ];
}

/** The volume claim that every site lives on. */
export function sitesClaimRef(namespace: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: sitesClaimName };
}
