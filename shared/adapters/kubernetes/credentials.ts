import type { KubeConfig } from '@kubernetes/client-node';

/** Reads the address and the credentials of a cluster, each time anew. */
export type KubeConfigSource = () => KubeConfig | Promise<KubeConfig>;

/** The configuration in use, loaded once until the API server refuses it. */
export interface Credentials {
  current(): Promise<KubeConfig>;
  /** Forgets the configuration that was refused, unless another call has replaced it already. */
  refuse(refused: KubeConfig): Promise<void>;
  /** Forgets a load that takes too long, so that the next call begins another. */
  abandon(): void;
}

/** Loads lazily; calls that come together share one load, and a failed load is not remembered. */
export function createCredentials(source: KubeConfigSource): Credentials {
  let loading: Promise<KubeConfig> | undefined;

  function current(): Promise<KubeConfig> {
    if (loading !== undefined) return loading;
    // Not source() alone: what it throws at once must be a rejection too.
    const mine = (async () => await source())();
    loading = mine;
    mine.catch(() => {
      if (loading === mine) loading = undefined;
    });
    return mine;
  }

  return {
    current,
    async refuse(refused) {
      if ((await current()) === refused) loading = undefined;
    },
    abandon() {
      loading = undefined;
    },
  };
}
