import type { RemoveTunnelRule } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { editTunnel } from './edit-tunnel.ts';
import { isOwnRecord } from './own-dns-record.ts';

/**
 * Removes the tenant's rule; one of the host that leads elsewhere is somebody else's and stays. So does
 * every rule of a host whose DNS record is not the tenant's: rules do not say whose they are.
 */
export const removeTunnelRule: StepImplementation<RemoveTunnelRule> = async (context, spec) => {
  const { host, service } = spec;
  const record = await context.systems.dns?.find(host);
  if (record !== undefined && !isOwnRecord(record, context.tenant)) {
    return { kind: 'done', isSkipped: true };
  }
  return await editTunnel(context, { is_wanted: false, entry: { hostname: host, service } });
};
