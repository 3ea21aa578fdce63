import type { IncomingHttpHeaders } from 'node:http';

/** A request as it arrived. */
export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered. */
export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A result in Cloudflare's envelope; a list says which of its pages it is. */
export function success(result: unknown, result_info?: object): FakeAnswer {
  const body = { success: true, errors: [], messages: [], result };
  return { status: 200, body: { ...body, ...(result_info !== undefined && { result_info }) } };
}

/** A refusal in Cloudflare's envelope. */
export function failure(status: number, code: number, message = 'refused'): FakeAnswer {
  const errors = [{ code, message }];
  return { status, body: { success: false, errors, messages: [], result: null } };
}
