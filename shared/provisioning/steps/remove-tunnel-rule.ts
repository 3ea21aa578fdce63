import type { RemoveTunnelRule } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { editTunnel } from './edit-tunnel.ts';

/** Removes the tenant's rule; one of the host that leads elsewhere is somebody else's and stays. */
export const removeTunnelRule: StepImplementation<RemoveTunnelRule> = async (context, spec) => {
  const { host, service } = spec;
  return await editTunnel(context, { is_wanted: false, entry: { hostname: host, service } });
};
