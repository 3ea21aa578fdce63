import { z } from 'zod';

/** What every answer of Cloudflare's API is wrapped in; `errors` says why there is no `result`. */
export interface CloudflareEnvelope {
  readonly isSuccess: boolean;
  readonly codes: readonly number[];
  readonly result: unknown;
}

const schema = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ code: z.number().int() })).nullish(),
  result: z.unknown(),
});

/** The envelope in an answer's text; undefined when it is none. */
export function parseEnvelope(text: string): CloudflareEnvelope | undefined {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { success, errors, result } = parsed.data;
  return { isSuccess: success, codes: (errors ?? []).map(({ code }) => code), result };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
