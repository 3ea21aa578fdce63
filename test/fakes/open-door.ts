import { createKeySource } from '../../shared/adapters/google-tokens/create-key-source.ts';
import { createTokenVerifier } from '../../shared/adapters/google-tokens/create-token-verifier.ts';
import type { HintHandler } from '../../shared/ports/queue.ts';
import { expectedCaller } from '../builders/push-claims.ts';
import { type PushFunction, startPushFunction } from './push-function.ts';
import { type SigningProxy, startSigningProxy } from './signing-proxy.ts';
import { createSilentLogger } from './silent-logger.ts';

/** A function that takes pushed work from verified callers only, and a proxy that signs for Pub/Sub. */
export interface Door {
  readonly function: PushFunction;
  readonly proxy: SigningProxy;
  close(): Promise<void>;
}

/** Opens a door before this handler. `caller` is whom the proxy signs for, the expected one by default. */
export async function openDoor(handle: HintHandler, caller = expectedCaller): Promise<Door> {
  const clock = { now: Date.now };
  const proxy = await startSigningProxy(caller);
  const keys = createKeySource({ url: proxy.keysUrl, clock, limits: { pauseMs: 100 } });
  const { verify } = createTokenVerifier({ ...expectedCaller, keys, clock });
  const pushFunction = await startPushFunction({ verify, handle, logger: createSilentLogger() });
  proxy.forwardTo(pushFunction.url);
  return {
    function: pushFunction,
    proxy,
    close: async () => {
      await Promise.all([proxy.close(), pushFunction.close()]);
    },
  };
}
