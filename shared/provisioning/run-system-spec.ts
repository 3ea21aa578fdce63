import type {
  EnsureDnsRecord,
  EnsureRealm,
  EnsureTenantRow,
  EnsureTunnelRule,
  RemoveDnsRecord,
  RemoveRealm,
  RemoveTenantRow,
  RemoveTunnelRule,
  SendMail,
  SetRealmPassword,
} from '../blueprint/step-spec.ts';
import type { StepContext } from './step-implementation.ts';
import type { StepResult } from './step-result.ts';
import { ensureDnsRecord } from './steps/ensure-dns-record.ts';
import { ensureRealm } from './steps/ensure-realm.ts';
import { ensureTenantRow } from './steps/ensure-tenant-row.ts';
import { ensureTunnelRule } from './steps/ensure-tunnel-rule.ts';
import { removeDnsRecord } from './steps/remove-dns-record.ts';
import { removeRealm } from './steps/remove-realm.ts';
import { removeTenantRow } from './steps/remove-tenant-row.ts';
import { removeTunnelRule } from './steps/remove-tunnel-rule.ts';
import { sendMail } from './steps/send-mail.ts';
import { setRealmPassword } from './steps/set-realm-password.ts';

/** A step in a system besides the cluster. */
type SystemSpec =
  | EnsureDnsRecord
  | RemoveDnsRecord
  | EnsureTunnelRule
  | RemoveTunnelRule
  | EnsureRealm
  | RemoveRealm
  | SetRealmPassword
  | EnsureTenantRow
  | RemoveTenantRow
  | SendMail;

/** Runs a step in one of the other systems. */
export async function runSystemSpec(context: StepContext, spec: SystemSpec): Promise<StepResult> {
  switch (spec.kind) {
    case 'ensure-dns-record':
      return await ensureDnsRecord(context, spec);
    case 'remove-dns-record':
      return await removeDnsRecord(context, spec);
    case 'ensure-tunnel-rule':
      return await ensureTunnelRule(context, spec);
    case 'remove-tunnel-rule':
      return await removeTunnelRule(context, spec);
    case 'ensure-realm':
      return await ensureRealm(context, spec);
    case 'remove-realm':
      return await removeRealm(context, spec);
    case 'set-realm-password':
      return await setRealmPassword(context, spec);
    case 'ensure-tenant-row':
      return await ensureTenantRow(context, spec);
    case 'remove-tenant-row':
      return await removeTenantRow(context, spec);
    case 'send-mail':
      return await sendMail(context, spec);
    default:
      return spec satisfies never;
  }
}
