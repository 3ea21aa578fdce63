import type { TokenVerifier } from '../../shared/adapters/google-tokens/create-token-verifier.ts';
import type { Config } from '../config.ts';
import { wallClock } from './clocks.ts';

/** Tells whether Pub/Sub or Cloud Scheduler calls, by the token of the configured account. */
export async function composeCallers(config: Config): Promise<TokenVerifier> {
  const { createKeySource } = await import(
    '../../shared/adapters/google-tokens/create-key-source.ts'
  );
  const { createTokenVerifier } = await import(
    '../../shared/adapters/google-tokens/create-token-verifier.ts'
  );
  return createTokenVerifier({
    audience: config.PUSH_AUDIENCE ?? '',
    serviceAccount: config.PUSH_SERVICE_ACCOUNT ?? '',
    keys: createKeySource({ url: config.TOKEN_CERTS_URL ?? '', clock: wallClock }),
    clock: wallClock,
  });
}
