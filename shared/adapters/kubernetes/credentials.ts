import type { KubeConfig } from '@kubernetes/client-node';

/** Reads the address and the credentials of a cluster, each time anew. */
export type KubeConfigSource = () => KubeConfig | Promise<KubeConfig>;

/** The configuration in use, loaded once until the API server refuses it. */
export interface Credentials {
  current(): Promise<KubeConfig>;
  /** Forgets the configuration that was refused, unless another call has replaced it already. */
  refuse(refused: KubeConfig): Promise<void>;
}

/** Loads lazily; calls that come together share one load, and a failed load is not remembered. */
export function createCredentials(source: KubeConfigSource): Credentials {
  let loading: Promise<KubeConfig> | undefined;

  async function load(): Promise<KubeConfig> {
    try {
      return await source();
    } catch (error) {
      loading = undefined;
      throw error;
    }
  }

  function current(): Promise<KubeConfig> {
    loading ??= load();
    return loading;
  }

  return {
    current,
    async refuse(refused) {
      if ((await current()) === refused) loading = undefined;
    },
  };
}
