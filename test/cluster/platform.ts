import { waitUntil } from '../rig/wait-until.ts';
import type { ControlPlane } from './rig/connect-rig.ts';

/** Kinds whose objects are looked at before and after, as paths below the API's root. */
const collections = [
  'api/v1/namespaces',
  'api/v1/secrets',
  'api/v1/configmaps',
  'api/v1/persistentvolumeclaims',
  'api/v1/services',
  'api/v1/serviceaccounts',
  'api/v1/pods',
  'apis/batch/v1/jobs',
  'apis/apps/v1/deployments',
] as const;

interface Listed {
  readonly items: readonly {
    readonly metadata: {
      readonly namespace?: string;
      readonly name: string;
      readonly uid: string;
      readonly resourceVersion: string;
    };
  }[];
}

/** What the controllers of the control plane add to a new namespace in their own time. */
const addedByOthers = ['serviceaccounts/default', 'configmaps/kube-root-ca.crt'] as const;

/** Makes what the owner of a platform provides for frappe, and waits until others are done with it. */
export async function providePlatform(rig: ControlPlane, namespace = 'frappe'): Promise<void> {
  const labels = {
    'pod-security.kubernetes.io/enforce': 'restricted',
    'tenantry.dev/managed': 'true',
  };
  await post(rig, '/api/v1/namespaces', { metadata: { name: namespace, labels } });
  const core = `/api/v1/namespaces/${namespace}`;
  await post(rig, `${core}/secrets`, {
    metadata: { name: 'frappe-db-credentials' },
    stringData: { 'root-password': 'rig' },
  });
  await post(rig, `${core}/configmaps`, {
    metadata: { name: 'frappe-config' },
    data: { 'db-host': 'mariadb.databases' },
  });
  await post(rig, `${core}/persistentvolumeclaims`, {
    metadata: { name: 'frappe-sites-pvc' },
    spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '10Gi' } } },
  });
  await waitUntil({
    what: `the namespace ${namespace} to be complete`,
    limitMs: 60_000,
    isDone: async () => {
      const answers = await Promise.all(
        addedByOthers.map((name) => rig.request({ method: 'GET', path: `${core}/${name}` })),
      );
      return answers.every(({ status }) => status === 200) && (await isVolumeBound(rig, core));
    },
  });
}

/**
 * Name → uid and resourceVersion of every object in the cluster. What other parts of the control
 * plane renew by themselves (leases, node status, events) is not among the kinds.
 */
export async function snapshot(rig: ControlPlane): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all(
    collections.map(async (path) => {
      const { body } = await rig.request({ method: 'GET', path: `/${path}` });
      return (body as Listed).items.map(({ metadata }) => {
        const { namespace = '', name, uid, resourceVersion } = metadata;
        return [`${path} ${namespace}/${name}`, `${uid} ${resourceVersion}`] as const;
      });
    }),
  );
  return new Map(lists.flat());
}

async function post(rig: ControlPlane, path: string, body: object): Promise<void> {
  const { status, body: answer } = await rig.request({ method: 'POST', path, body });
  if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
}

async function isVolumeBound(rig: ControlPlane, core: string): Promise<boolean> {
  const path = `${core}/persistentvolumeclaims/frappe-sites-pvc`;
  const { body } = await rig.request({ method: 'GET', path });
  return (body as { readonly status?: { readonly phase?: string } }).status?.phase === 'Bound';
}
