import type { RouteSchemas } from '../http/route.ts';
import type { ErrorCode } from '../http/status-codes.ts';

const always: readonly ErrorCode[] = [
  'malformed_request',
  'malformed_body',
  'request_timeout',
  'body_too_large',
  'uri_too_long',
  'unsupported_encoding',
  'headers_too_large',
  'origin_not_allowed',
  'internal',
];
const behindGate: readonly ErrorCode[] = [
  'unauthenticated',
  'forbidden',
  'rate_limited',
  'store_unavailable',
];
const withBody: readonly ErrorCode[] = [
  'malformed_json',
  'invalid_utf8',
  'json_too_deep',
  'unsupported_media_type',
];
const ofWish: readonly ErrorCode[] = [
  'invalid_idempotency_key',
  'idempotency_key_reused',
  'store_contention',
];

/** Every code that a route can answer with: its own, and those that follow from what it takes. */
export function problemCodesOf(route: RouteSchemas): readonly ErrorCode[] {
  const takesInput = route.query !== undefined || route.body !== undefined;
  return [
    ...route.problems,
    ...(takesInput ? (['invalid_input'] as const) : []),
    ...(route.body === undefined ? [] : withBody),
    ...(route.isWish === true ? ofWish : []),
    ...(route.hasIfMatch === 'required' ? (['precondition_required'] as const) : []),
    ...(route.role === undefined ? [] : behindGate),
    ...always,
  ];
}
