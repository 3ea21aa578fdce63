/** One request to Cloudflare's API. */
export interface CloudflareCall {
  readonly system: 'dns' | 'tunnel';
  /** For messages: `create DNS record "acme.example.com"`. */
  readonly what: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's address. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
