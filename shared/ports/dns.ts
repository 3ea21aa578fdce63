/** A CNAME that leads a tenant's host to where it is served. */
export interface DnsRecord {
  /** Full name: `acme.example.com`. */
  readonly name: string;
  readonly target: string;
  /** Id of the tenant that the record belongs to; kept in the record. */
  readonly tenantId: string;
}

/** A record that there is. */
export interface FoundDnsRecord {
  readonly id: string;
  readonly target: string;
  /** Undefined: no tenant made it. */
  readonly tenantId: string | undefined;
}

/** The zone of tenants' hosts. Every call ends within the call timeout and rejects with a `SystemError`. */
export interface Dns {
  /** The CNAME of this name; undefined: there is positively none. */
  find(name: string): Promise<FoundDnsRecord | undefined>;
  /** A record of that name meanwhile → `dns_conflict` of class `observe`. */
  create(record: DnsRecord): Promise<void>;
  /** Makes a record of the tenant's own lead to its target again. */
  update(id: string, record: DnsRecord): Promise<void>;
  /** Already gone is success. */
  remove(id: string): Promise<void>;
}
