import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { version } from '../version.ts';

/** What a person needs to know after `npm start`. */
export interface GreetingFacts {
  readonly config: Config;
  /** Where the server listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Absent: anyone on this machine may call. */
  readonly keyFile?: string;
}

/** The text that `npm start` prints: what runs, what does not, and what to try. */
export function greeting({ config, url, keyFile }: GreetingFacts): string {
  const key = keyFile === undefined ? '' : ` -H "X-API-Key: $(cat ${keyFile})"`;
  const body = '{"organization":"Acme Ltd","subdomain":"acme","email":"admin@acme.example"}';
  return [
    `Tenantry ${version} runs at ${url}`,
    '',
    `  data      ${dataText(config)}`,
    `  cluster   ${clusterText(config)}`,
    `  callers   ${callersText(keyFile)}`,
    ...config.unused.map((sentence) => `  note      ${sentence}`),
    '',
    'Create a tenant, then watch it go active:',
    '',
    `  curl -s ${url}/tenants${key} -H 'content-type: application/json' -d '${body}'`,
    `  curl -s "${url}/tenants/<id>/status?wait=30"${key}`,
    '',
    `Read and try the API: ${url}/docs`,
    'Stop with Ctrl+C',
    '',
  ].join('\n');
}

function dataText(config: Config): string {
  const { TENANTRY_STORE: store, TENANTRY_QUEUE: queue, GOOGLE_CLOUD_PROJECT: project } = config;
  const folder = resolve(config.TENANTRY_DATA);
  if (store === 'embedded' && queue === 'embedded') {
    return `${folder} (store and queue, survive a restart)`;
  }
  const texts = {
    embedded: folder,
    firestore: `Firestore of ${project}`,
    pubsub: `Pub/Sub topic ${config.PUBSUB_TOPIC} of ${project}, pushed to /push`,
  };
  return `store ${texts[store ?? 'embedded']}, queue ${texts[queue ?? 'embedded']}`;
}

function clusterText({ TENANTRY_CLUSTER: cluster, KUBECONFIG }: Config): string {
  if (cluster === 'simulated') {
    return 'simulated: no container runs; TENANTRY_CLUSTER=kubeconfig uses a real one';
  }
  return cluster === 'kubeconfig' ? `kubeconfig ${KUBECONFIG}` : 'in-cluster';
}

function callersText(keyFile: string | undefined): string {
  return keyFile === undefined
    ? 'anyone on this machine (AUTH=on demands keys)'
    : `whoever has the key in ${keyFile}`;
}
