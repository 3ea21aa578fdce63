import type { Clock } from '../../ports/clock.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { fetchKeySet } from './fetch-key-set.ts';
import { type KeyLimits, keyLimits } from './key-limits.ts';
import type { KeySet } from './parse-key-set.ts';

/** Finds the public keys that tokens are verified with. */
export interface KeySource {
  /**
   * The key in PEM, or undefined when its server does not publish it. Rejects with `keys_unavailable`
   * when that cannot be told.
   */
  find(kid: string): Promise<string | undefined>;
}

/** Where keys come from. */
export interface KeySourceParts {
  /** A JSON Web Key Set; over TLS, or on this machine. */
  readonly url: string;
  readonly clock: Clock;
  /** In place of single `keyLimits`. */
  readonly limits?: Partial<KeyLimits>;
}

interface Kept {
  readonly keys: KeySet;
  readonly freshUntilMs: number;
}

/**
 * Keys of one server, kept as its Cache-Control says within the limits. An unknown key id makes them be
 * fetched again, though never sooner than `pauseMs` after the last time: a stranger who makes ids up
 * cannot make us knock at Google's door for each of them.
 */
export function createKeySource({ url, clock, limits: given }: KeySourceParts): KeySource {
  const limits = { ...keyLimits, ...given };
  const address = parseAddress(url);
  let kept: Kept | undefined;
  let nextFetchMs = 0;
  let isFailed = false;
  let fetching: Promise<void> | undefined;
  const refresh = async () => {
    nextFetchMs = clock.now() + limits.pauseMs;
    try {
      const { keys, maxAgeMs } = await fetchKeySet(address, limits.fetchMs);
      const freshMs = Math.min(Math.max(maxAgeMs, limits.freshMsMin), limits.freshMsMax);
      kept = { keys, freshUntilMs: clock.now() + freshMs };
      isFailed = false;
    } catch {
      isFailed = true;
    }
  };
  const refreshOnce = async () => {
    const pauseMsLeft = nextFetchMs - clock.now();
    // More than the whole pause is left only when the clock was set back.
    if (fetching === undefined && pauseMsLeft > 0 && pauseMsLeft <= limits.pauseMs) return;
    fetching ??= refresh().finally(() => {
      fetching = undefined;
    });
    await fetching;
  };
  const isKnown = (kid: string) => kept?.keys.has(kid) === true && clock.now() < kept.freshUntilMs;
  return {
    find: async (kid) => {
      if (!isKnown(kid)) await refreshOnce();
      const usable = usableKeys(kept, clock.now() - limits.staleMsMax);
      const key = usable?.get(kid);
      // An id that is missing from old keys may be a new one: not a refusal, a question left open.
      if (usable === undefined || (key === undefined && isFailed)) {
        throw unavailable(Math.max(nextFetchMs - clock.now(), 1_000));
      }
      return key;
    },
  };
}

function usableKeys(kept: Kept | undefined, oldestMs: number): KeySet | undefined {
  return kept !== undefined && kept.freshUntilMs > oldestMs ? kept.keys : undefined;
}

function parseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Whoever can answer in the key server's place can sign as anyone.
  const isOnThisMachine = ['127.0.0.1', '[::1]', 'localhost'].includes(url?.hostname ?? '');
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && isOnThisMachine);
  if (url !== undefined && isAllowed && url.username === '' && url.password === '') return url;
  throw new TenantryError(
    'invalid_configuration',
    'Cannot verify tokens: the address of the keys must be an https URL, or an http URL of this machine',
  );
}

function unavailable(retryAfterMs: number): TenantryError {
  return new TenantryError(
    'keys_unavailable',
    "Cannot verify the token: its issuer's keys cannot be fetched",
    { retryAfterMs },
  );
}
