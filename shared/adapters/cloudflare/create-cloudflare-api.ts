import { readText } from '../read-text.ts';
import type { CloudflareCall } from './cloudflare-call.ts';
import { parseEnvelope } from './cloudflare-envelope.ts';
import { garbledError, refusalError, silenceError } from './cloudflare-failure.ts';

/** How Cloudflare is reached. */
export interface CloudflareSettings {
  /** `https://api.cloudflare.com/client/v4`. */
  readonly url: string;
  /** An API token, not a global key. */
  readonly token: string;
  /** For one call, its answer's body included. */
  readonly timeoutMs: number;
}

/** Sends one request and resolves with the `result` of its answer; rejects with a `SystemError`. */
export type CloudflareApi = (call: CloudflareCall) => Promise<unknown>;

/** Bytes of an answer: a tunnel of ten thousand rules has about two million. */
const bytesMax = 8 * 1024 * 1024;

/** Cloudflare's API, version 4 (https://developers.cloudflare.com/api), without redirects and retries. */
export function createCloudflareApi(settings: CloudflareSettings): CloudflareApi {
  return async (call) => {
    const { status, headers, text } = await exchange(settings, call);
    const envelope = parseEnvelope(text);
    const isOk = status >= 200 && status < 300;
    if (isOk && envelope?.isSuccess === true) return envelope.result;
    if (isOk && envelope === undefined) throw garbledError(call);
    const retryAfter = headers.get('retry-after');
    throw refusalError(call, { status, codes: envelope?.codes ?? [], retryAfter });
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function exchange(settings: CloudflareSettings, call: CloudflareCall): Promise<Answer> {
  const { url, token, timeoutMs } = settings;
  try {
    const response = await fetch(addressOf(url, call), {
      method: call.method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { status, headers } = response;
    return { status, headers, text: await readText(response, bytesMax) };
  } catch (cause) {
    throw silenceError(call, cause);
  }
}

function addressOf(base: string, { path, query }: CloudflareCall): string {
  const search = new URLSearchParams(query).toString();
  return `${base.replace(/\/$/, '')}${path}${search === '' ? '' : `?${search}`}`;
}
