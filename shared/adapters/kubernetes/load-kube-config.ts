import { KubeConfig } from '@kubernetes/client-node';
import { TerminalError } from '../../tenant/errors.ts';

/** Where the address of a cluster and the credentials for it come from. */
export type KubeConfigChoice =
  | {
      readonly kind: 'kubeconfig';
      readonly path: string;
      /** Absent: the file's current context. */
      readonly context?: string;
    }
  | { readonly kind: 'in-cluster' };

/**
 * Reads the address and credentials anew, so that loading again is how credentials are refreshed.
 * Throws `invalid_configuration` when there is no usable cluster; the message names the source.
 */
export function loadKubeConfig(choice: KubeConfigChoice): KubeConfig {
  const config = new KubeConfig();
  const source = choice.kind === 'kubeconfig' ? choice.path : 'in-cluster';
  try {
    readInto(config, choice);
  } catch (cause) {
    throw unusable(source, 'it is missing or malformed', cause);
  }
  const server = config.getCurrentCluster()?.server;
  // Outside a pod the in-cluster address reads https://undefined:undefined.
  if (server === undefined || !URL.canParse(server)) throw unusable(source, 'it names no cluster');
  if (config.getCurrentUser() === null) throw unusable(source, 'it names no user');
  return config;
}

function readInto(config: KubeConfig, choice: KubeConfigChoice): void {
  if (choice.kind === 'in-cluster') {
    config.loadFromCluster();
    return;
  }
  config.loadFromFile(choice.path);
  if (choice.context !== undefined) config.setCurrentContext(choice.context);
}

function unusable(source: string, why: string, cause?: unknown): TerminalError {
  return new TerminalError(
    'invalid_configuration',
    `Cannot use the kubeconfig "${source}": ${why}`,
    { cause },
  );
}
