import type { Dns } from './dns.ts';
import type { Mail } from './mail.ts';
import type { Realms } from './realms.ts';
import type { TenantDatabase } from './tenant-database.ts';
import type { Tunnel } from './tunnel.ts';
import type { Vault } from './vault.ts';

/** The systems besides the cluster in which tenants have parts; absent: not set up here. */
export interface Systems {
  readonly realms?: Realms;
  readonly database?: TenantDatabase;
  readonly dns?: Dns;
  readonly tunnel?: Tunnel;
  readonly vault?: Vault;
  readonly mail?: Mail;
}
