import type { SealedValues } from '../../ports/vault.ts';

/** Most bytes of one version of a secret (Secret Manager, "Quotas and limits"). */
const payloadBytesMax = 65_536;

/** Values as one version holds them, in base64; undefined when they are too many for one. */
export function encodePayload(values: SealedValues): string | undefined {
  const entries = [...values].map(([token, value]) => [token, base64(value)] as const);
  const text = JSON.stringify({ schema: 1, values: Object.fromEntries(entries) });
  return text.length > payloadBytesMax ? undefined : base64(text);
}

/** The values of a version; none of one that was not made by `encodePayload`. */
export function decodePayload(data: string): SealedValues {
  const stored = objectOf(parseJson(fromBase64(data)));
  if (stored['schema'] !== 1) return new Map();
  const entries = Object.entries(objectOf(stored['values'])).flatMap(([token, value]) =>
    typeof value === 'string' ? [[token, fromBase64(value)] as const] : [],
  );
  return new Map(entries);
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function fromBase64(data: string): string {
  return Buffer.from(data, 'base64').toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The members of a JSON object; none of anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
