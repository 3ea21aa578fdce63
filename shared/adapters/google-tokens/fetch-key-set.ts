import { readText } from '../read-text.ts';
import { type KeySet, parseKeySet } from './parse-key-set.ts';

/** A key set and how long it may be kept. */
export interface FetchedKeySet {
  readonly keys: KeySet;
  /** From Cache-Control and Age (RFC 9111); 0 when the server does not say. */
  readonly maxAgeMs: number;
}

/** Bytes of a key set; Google's has about 2 000. */
const bytesMax = 64 * 1024;

/**
 * Fetches the key set at the address, without following redirects. Rejects with an Error when there is no
 * usable answer within the time.
 */
export async function fetchKeySet(url: URL, timeoutMs: number): Promise<FetchedKeySet> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The server answered ${response.status}`);
  }
  return {
    keys: parseKeySet(await readText(response, bytesMax)),
    maxAgeMs: maxAgeMsOf(response.headers),
  };
}

function maxAgeMsOf(headers: Headers): number {
  const control = headers.get('cache-control') ?? '';
  if (/\bno-(?:store|cache)\b/i.test(control)) return 0;
  const maxAge = Number(/\bmax-age=(\d{1,9})\b/i.exec(control)?.[1] ?? 0);
  const age = Number(/^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? 0);
  return Math.max(0, maxAge - age) * 1_000;
}
