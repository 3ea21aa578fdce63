import { isLoopback } from './http/is-loopback.ts';

/**
 * Whether a text says which database, as whom, and how TLS is used: `verify-full`, or `disable` in so
 * many words. Left out it would mean none, which is fine on this machine or by a socket only.
 */
export function isDatabaseUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return false;
  const mode = url.searchParams.get('sslmode');
  const isNear = isLoopback(hostOf(url)) || url.searchParams.get('host')?.startsWith('/') === true;
  const isTlsClear = mode === null ? isNear : ['verify-full', 'disable'].includes(mode);
  return url.username !== '' && hostOf(url) !== '' && url.pathname.length > 1 && isTlsClear;
}

function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/[[\]]/g, '');
}
