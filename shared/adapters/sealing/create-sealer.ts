import type { Sealer } from '../../ports/vault.ts';
import { derivedKey, sealedDigest, sealedToken } from '../../tenant/sealed-token.ts';

/** Seals with a key made of this one (32 bytes), which is asked for when there is something to seal. */
export function createSealer(kept: () => Uint8Array): Sealer {
  let made: Uint8Array | undefined;
  const key = () => {
    made ??= derivedKey(kept(), 'seal');
    return made;
  };
  return {
    token: (tenantId, value) => sealedToken(key(), tenantId, value),
    digest: (text) => sealedDigest(key(), text),
  };
}
