import http from 'node:http';
import https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';

/** Where a request goes and what proves who sends it. */
export interface RequestTarget {
  readonly base: URL;
  readonly headers: http.OutgoingHttpHeaders;
  readonly agent: http.Agent;
}

/** What a connection is made with. A change of any of these (a renewed certificate) needs new connections. */
const tlsKeys = [
  'ca',
  'cert',
  'key',
  'pfx',
  'passphrase',
  'rejectUnauthorized',
  'servername',
] as const;

type TlsOptions = Pick<https.AgentOptions, (typeof tlsKeys)[number]>;

// Below the 90 s after which a Kubernetes API server closes an idle connection.
const idleMsMax = 30_000;
const socketsMax = 64;

/** Finds the target of each request; connections are kept while what they are made with stays the same. */
export function createTargets(): (config: KubeConfig) => Promise<RequestTarget> {
  let kept: { readonly tls: TlsOptions; readonly agent: http.Agent } | undefined;

  return async function targetOf(config) {
    const options: https.RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const { auth, agent: ownAgent } = options;
    const cluster = config.getCurrentCluster();
    const base = new URL(cluster?.server ?? '');
    const headers = { ...(options.headers as http.OutgoingHttpHeaders) };
    if (auth) headers['Authorization'] = `Basic ${Buffer.from(auth).toString('base64')}`;
    const target = { base, headers };
    // client-node's agents speak its proxies' protocols, but close a connection after one request.
    if (cluster?.proxyUrl && ownAgent instanceof http.Agent) return { ...target, agent: ownAgent };
    const tls = tlsOf(options);
    if (kept === undefined || !isSameTls(kept.tls, tls)) {
      kept?.agent.destroy();
      kept = { tls, agent: createAgent(base, tls) };
    }
    return { ...target, agent: kept.agent };
  };
}

function tlsOf(options: https.RequestOptions): TlsOptions {
  return Object.fromEntries(
    tlsKeys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]),
  );
}

function isSameTls(a: TlsOptions, b: TlsOptions): boolean {
  return tlsKeys.every((key) => {
    const [one, other] = [a[key], b[key]];
    return Buffer.isBuffer(one) && Buffer.isBuffer(other) ? one.equals(other) : one === other;
  });
}

function createAgent(base: URL, tls: TlsOptions): http.Agent {
  const options = { keepAlive: true, maxSockets: socketsMax, timeout: idleMsMax };
  return base.protocol === 'http:'
    ? new http.Agent(options)
    : new https.Agent({ ...options, ...tls });
}
