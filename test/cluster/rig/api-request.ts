import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { serverUrl } from './components.ts';
import { rigPaths } from './rig-paths.ts';
import type { RigRecord, RigUser } from './rig-record.ts';

/** One request to the API server. */
export interface ApiRequest {
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  /** Whose token it carries; `admin` when left out. */
  readonly user?: RigUser;
  /** The user in whose name `admin` asks. */
  readonly as?: string;
  readonly timeoutMs?: number;
}

/** What the API server answered; `body` is parsed JSON, or text where it is not JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

const defaultTimeoutMs = 10_000;

/** Asks the API server once, without a retry; rejects when there is no answer. */
export function requestApi(record: RigRecord, call: ApiRequest): Promise<ApiAnswer> {
  const timeoutMs = call.timeoutMs ?? defaultTimeoutMs;
  const isPatch = call.method === 'PATCH';
  const headers = {
    authorization: `Bearer ${record.tokens[call.user ?? 'admin']}`,
    ...(call.as !== undefined && { 'impersonate-user': call.as }),
    'content-type': isPatch ? 'application/merge-patch+json' : 'application/json',
  };
  const options = { method: call.method, headers, ca: readFileSync(rigPaths(record.dir).ca) };
  return new Promise((resolve, reject) => {
    const url = new URL(call.path, serverUrl(record));
    const outgoing = request(url, { ...options, timeout: timeoutMs, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    outgoing.on('error', reject);
    outgoing.end(call.body === undefined ? undefined : JSON.stringify(call.body));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
