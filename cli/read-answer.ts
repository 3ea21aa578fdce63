import type { InputError } from '../shared/tenant/errors.ts';
import type { JsonObject } from '../shared/tenant/json.ts';
import { ApiError } from './api-error.ts';
import { CliError } from './cli-error.ts';

/** Bytes of one answer: a page of 200 tenants, each of the largest size that the API takes. */
const answerBytesMax = 32 * 1024 * 1024;

/** Members of a problem document that every one has; all others are extensions. */
const problemMembers = ['type', 'title', 'status', 'code', 'detail', 'errors', 'request_id'];

/**
 * The JSON object of a successful answer. Rejects with `ApiError` for a problem document, and with
 * `answer_unreadable` for anything that this API does not say, such as a proxy's HTML page.
 */
export async function readAnswer(response: Response, url: string): Promise<JsonObject> {
  const text = await readText(response, url);
  const body = parseObject(text);
  if (response.ok && body !== undefined) return body;
  throw response.ok || response.status < 400
    ? unreadable(response, url)
    : problemOf(response, body ?? {});
}

async function readText(response: Response, url: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw unreadable(response, url);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable({ status }: Response, url: string): CliError {
  return new CliError(
    'answer_unreadable',
    `Cannot read the answer of ${url} (status ${status}): it is not Tenantry's`,
  );
}

function problemOf(response: Response, body: JsonObject): ApiError {
  const { status, headers } = response;
  const code = textOf(body['code']) ?? `http_${status}`;
  const detail = textOf(body['detail']) ?? `The server answered with status ${status}`;
  const requestId = textOf(body['request_id']) ?? headers.get('x-request-id') ?? undefined;
  const extensions = Object.entries(body).filter(([name]) => !problemMembers.includes(name));
  const retryAfterMs = retryAfterOf(headers);
  return new ApiError(code, detail, {
    status,
    requestId,
    errors: faultsOf(body),
    extensions: Object.fromEntries(extensions),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function faultsOf({ errors }: JsonObject): readonly InputError[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isObject).map(({ pointer, code, message }) => ({
    pointer: textOf(pointer) ?? '',
    code: textOf(code) ?? 'invalid',
    message: textOf(message) ?? '',
  }));
}

/** Whole seconds only: this API never sends the date form of RFC 9110, section 10.2.3. */
function retryAfterOf(headers: Headers): number | undefined {
  const seconds = headers.get('retry-after');
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}
