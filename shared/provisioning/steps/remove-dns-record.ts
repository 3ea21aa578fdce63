import type { RemoveDnsRecord } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { isOwnRecord } from './own-dns-record.ts';
import { systemOf } from './system-of.ts';

/** Removes the host's record if it is the tenant's own; any other one stays and is no obstacle. */
export const removeDnsRecord: StepImplementation<RemoveDnsRecord> = async (context, { host }) => {
  const dns = systemOf(context, 'dns');
  const found = await dns.find(host);
  if (found === undefined || !isOwnRecord(found, context.tenant)) {
    return { kind: 'done', isSkipped: true };
  }
  await dns.remove(found.id);
  return { kind: 'done' };
};
