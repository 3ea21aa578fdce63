/** A proxied CNAME that leads a tenant's host to where it is served. */
export interface DnsRecord {
  /** Full name: `acme.example.com`. */
  readonly name: string;
  readonly target: string;
  /** Id of the tenant that the record belongs to; kept in the record. */
  readonly tenantId: string;
}

/** What there is under a name that a CNAME would need for itself. */
export interface FoundDnsRecord {
  readonly id: string;
  /** `CNAME`, or `A` and the like: then no tenant made it. */
  readonly type: string;
  readonly target: string;
  readonly isProxied: boolean;
  /** Undefined: no tenant made it. */
  readonly tenantId: string | undefined;
}

/** The zone of tenants' hosts. Every call ends within the call timeout and rejects with a `SystemError`. */
export interface Dns {
  /** What is under this name and leaves no place for a CNAME; undefined: there is positively nothing. */
  find(name: string): Promise<FoundDnsRecord | undefined>;
  /** Something of that name meanwhile → `dns_conflict` of class `observe`. */
  create(record: DnsRecord): Promise<void>;
  /** Makes a record of the tenant's own lead to its target again; gone meanwhile → class `observe`. */
  update(id: string, record: DnsRecord): Promise<void>;
  /** Gone meanwhile → class `observe`: only `find` can tell. */
  remove(id: string): Promise<void>;
}
