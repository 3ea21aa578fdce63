/** What a service of the platform was refused with. */
export interface PlatformRefusal {
  readonly status: number;
  readonly code?: string;
  readonly retryAfterMs?: number;
}

const titles: ReadonlyMap<number, string> = new Map([
  [400, 'The message cannot be read'],
  [401, 'A token is needed'],
  [403, 'The token is not accepted'],
  [413, 'The message is too large'],
  [503, 'Try again later'],
]);

const retryMs = 5_000;

/** The refusal as a problem document (RFC 9457); what was wrong in detail is for the log alone. */
export function platformProblem(refusal: PlatformRefusal, requestId: string): Response {
  const { status, code = 'internal', retryAfterMs = retryMs } = refusal;
  const title = titles.get(status) ?? 'The call was refused';
  const problem = {
    type: `urn:tenantry:error:${code}`,
    ...{ title, status },
    detail: 'What was wrong is in the log of the function',
    code,
    errors: [],
    request_id: requestId,
  };
  const headers = {
    'content-type': 'application/problem+json',
    ...(status === 503 && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  };
  return new Response(JSON.stringify(problem), { status, headers });
}
