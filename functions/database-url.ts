import { isLoopback } from './http/is-loopback.ts';

/**
 * Whether a text says which database, as whom, and how TLS is used: `verify-full`, or `disable` in so
 * many words. Left out it would mean none, which is fine on this machine or by a socket only.
 */
export function isDatabaseUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return false;
  const params = [...url.searchParams.keys()];
  // Of two the client would take another one than we look at here.
  if (new Set(params).size < params.length) return false;
  const mode = url.searchParams.get('sslmode');
  const isTlsClear = mode === null ? isNear(url) : ['verify-full', 'disable'].includes(mode);
  return url.username !== '' && url.hostname !== '' && url.pathname.length > 1 && isTlsClear;
}

/** On this machine, or behind a socket of it; the parameter wins over the address. */
function isNear({ hostname, searchParams }: URL): boolean {
  const host = searchParams.get('host') ?? hostname.replaceAll(/[[\]]/g, '');
  return isLoopback(host) || host.startsWith('/');
}
