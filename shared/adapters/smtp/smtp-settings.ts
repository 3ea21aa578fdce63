/** A mail server and as whom to sign in to it. */
export interface SmtpServer {
  /** A name, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
  /** `implicit` from the first byte (RFC 8314) · `required` by STARTTLS · `offered` STARTTLS where the server offers it. */
  readonly tls: 'implicit' | 'required' | 'offered';
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** Whom messages come from, and where a server sends them back to. */
export interface Sender {
  /** Shown beside the address; may be empty. */
  readonly name: string;
  readonly address: string;
  /** The address's, in ASCII. */
  readonly domain: string;
}

/** One mail server and one sender. */
export interface SmtpMailSettings {
  readonly server: SmtpServer;
  readonly from: Sender;
  /** For one message: address, connection, TLS, sign-in, transfer and answer together. */
  readonly timeoutMs: number;
}
