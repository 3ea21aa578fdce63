import { readFileSync } from 'node:fs';
import https from 'node:https';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { ControlPlane } from '../../cluster/rig/connect-rig.ts';

/** The API server past every proxy, over kept connections. */
export interface DirectApi {
  /** The objects at this path, such as `/api/v1/secrets?labelSelector=…`. */
  list(path: string): Promise<readonly ListedObject[]>;
}

/** An object of a list, which says neither its kind nor its version. */
export type ListedObject = KubernetesObject & {
  readonly metadata: NonNullable<KubernetesObject['metadata']>;
  readonly [field: string]: unknown;
};

const timeoutMs = 20_000;

/** Reads as `admin`. */
export function createDirectApi({ server, token, caPath }: ControlPlane): DirectApi {
  const agent = new https.Agent({ keepAlive: true, ca: readFileSync(caPath) });
  return {
    list: async (path) => {
      const text = await get(new URL(path, server), { agent, token });
      return (JSON.parse(text) as { readonly items: readonly ListedObject[] }).items;
    },
  };
}

interface Access {
  readonly agent: https.Agent;
  readonly token: string;
}

function get(url: URL, { agent, token }: Access): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { authorization: `Bearer ${token}` };
  const request = https.get(url, { agent, headers, timeout: timeoutMs }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('error', reject);
    answer.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      if (answer.statusCode === 200) resolve(text);
      else reject(new Error(`GET ${url.pathname}: ${answer.statusCode} ${text}`));
    });
  });
  request.on('timeout', () => request.destroy(new Error(`GET ${url.pathname}: no answer`)));
  request.on('error', reject);
  return promise;
}
