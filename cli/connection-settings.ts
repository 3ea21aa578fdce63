import type { Environment } from './command-context.ts';
import { UsageError } from './usage-error.ts';

/** Where the API is, and who calls it. */
export interface ConnectionSettings {
  /** Without a slash at its end. */
  readonly url: string;
  /** The API key; undefined: none is sent. */
  readonly token: string | undefined;
  /** Whether the key would travel unencrypted over a network. */
  readonly isTokenExposed: boolean;
}

/** Where `npm start` listens. */
export const defaultUrl = 'http://127.0.0.1:8080';

const tokenPattern = /^[\x21-\x7e]{1,256}$/;

/**
 * Reads `TENANTRY_URL` and `TENANTRY_TOKEN`. Throws `UsageError` naming the variable and never the
 * token's value.
 */
export function connectionSettings(environment: Environment): ConnectionSettings {
  const url = parseUrl(textOf(environment, 'TENANTRY_URL') ?? defaultUrl);
  const token = textOf(environment, 'TENANTRY_TOKEN');
  // Checked here because fetch would print the whole value in its own error.
  if (token !== undefined && !tokenPattern.test(token)) {
    throw new UsageError(
      'TENANTRY_TOKEN is not an API key: it must be 1 to 256 characters of printable ASCII without spaces',
    );
  }
  const isTokenExposed = token !== undefined && url.protocol === 'http:' && !isLoopbackUrl(url);
  return { url: url.href.replace(/\/+$/, ''), token, isTokenExposed };
}

/** Whether an address can only be reached from this machine. */
export function isLoopbackUrl({ hostname }: Pick<URL, 'hostname'>): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function textOf(environment: Environment, name: string): string | undefined {
  const text = environment[name]?.trim();
  return text === '' ? undefined : text;
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  const isPlain = url?.username === '' && url.search === '' && url.hash === '';
  if (url === undefined || !isHttp || !isPlain) {
    throw new UsageError(
      `TENANTRY_URL is not an address of the API: it must look like ${defaultUrl} or https://tenantry.example.com`,
    );
  }
  return url;
}
