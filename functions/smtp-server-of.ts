import { isIP, isIPv6 } from 'node:net';
import type { SmtpServer } from '../shared/adapters/smtp/smtp-settings.ts';
import { isLoopback } from './http/is-loopback.ts';

const form =
  /^(smtps?):\/\/(?:([^:@/?#\s]+):([^@/?#\s]+)@)?(\[[^[\]\s]+\]|[^[\]:@/?#\s]+)(?::(\d{1,5}))?\/?$/;
const hostName =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;
/** For submission (RFC 6409) and over TLS (RFC 8314). */
const ports = { smtp: 587, smtps: 465 } as const;

/**
 * The server that `smtps://user:password@host:port` or `smtp://…` names; undefined for everything else.
 * User and password are percent-encoded; TLS may be missing on this machine only.
 */
export function smtpServerOf(text: string): SmtpServer | undefined {
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const [, scheme, user = '', password = '', hostText = '', portText] = parts;
  const host = hostText.replace(/^\[(.*)\]$/, '$1');
  const port = Number(portText ?? (scheme === 'smtps' ? ports.smtps : ports.smtp));
  const credentials = { user: decoded(user), password: decoded(password) };
  if (!isHost(host, hostText) || port < 1 || port > 65_535) return undefined;
  if (!isWhole(credentials)) return undefined;
  const tls = scheme === 'smtps' ? 'implicit' : isThisMachine(host) ? 'offered' : 'required';
  return { host, port, tls, ...(user !== '' && { credentials }) };
}

/** In brackets an IPv6 address, without them a name or an IPv4 address. */
function isHost(host: string, text: string): boolean {
  return host === text ? hostName.test(host) : isIPv6(host);
}

function isWhole(credentials: {
  readonly user: string | undefined;
  readonly password: string | undefined;
}): credentials is NonNullable<SmtpServer['credentials']> {
  return credentials.user !== undefined && credentials.password !== undefined;
}

/** Undefined for what is not percent-encoded UTF-8, or could not be sent (RFC 4616: no NUL). */
function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return /\p{Cc}/u.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}

/** A name such as 127.example.com is another machine's. */
function isThisMachine(host: string): boolean {
  return isLoopback(host) && (isIP(host) !== 0 || host === 'localhost');
}
