import type { EnsureTunnelRule } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { editTunnel } from './edit-tunnel.ts';

/** Lets the tunnel lead the host to the service; a foreign rule of the host → `tunnel_conflict`. */
export const ensureTunnelRule: StepImplementation<EnsureTunnelRule> = async (context, spec) => {
  const { host, service, noTlsVerify } = spec;
  const originRequest = { noTLSVerify: noTlsVerify };
  return await editTunnel(context, {
    is_wanted: true,
    entry: { hostname: host, service, originRequest },
  });
};
