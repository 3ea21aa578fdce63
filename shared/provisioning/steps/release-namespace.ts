import type { V1Namespace } from '@kubernetes/client-node';
import type { ReleaseNamespace } from '../../blueprint/step-spec.ts';
import { keptForAnnotation, keptFromAnnotation, tenantLabel } from '../../kubernetes/labels.ts';
import { refOf } from '../../kubernetes/object.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { applyByRights } from './apply-by-rights.ts';
import { isOurs, isTerminating } from './observe.ts';

/**
 * Takes the tenant's label off its namespace and writes down for whom it is kept. From then on it
 * counts as nobody's. One that is gone, ending or not ours stays as it is.
 */
export const releaseNamespace: StepImplementation<ReleaseNamespace> = async (
  { cluster, tenant, note },
  { namespace },
) => {
  const ref = refOf(namespace);
  const have = await cluster.read(ref);
  if (have !== undefined && !isTerminating(have) && isOurs(have, tenant)) {
    await applyByRights(cluster, released(namespace, tenant), have);
  }
  note({ gone: [ref] });
  return { kind: 'done' };
};

function released({ metadata = {}, ...rest }: V1Namespace, tenant: Tenant): V1Namespace {
  const { [tenantLabel]: _label, ...labels } = metadata.labels ?? {};
  const annotations = {
    ...metadata.annotations,
    [keptFromAnnotation]: tenant.id,
    [keptForAnnotation]: tenant.organization_id,
  };
  return { ...rest, metadata: { ...metadata, labels, annotations } };
}
