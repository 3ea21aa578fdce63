/** An answer over the network, its body read. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at members that they expect to be there
  readonly json: any;
}

/** Sends a request and reads the whole answer. */
export async function httpCall(url: string, request: RequestInit = {}): Promise<HttpAnswer> {
  const response = await fetch(url, request);
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const json = /json/.test(type) && text !== '' ? JSON.parse(text) : undefined;
  return { status: response.status, type, text, json };
}

/** A POST of JSON; a text is sent as it is. */
export function aPost(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
