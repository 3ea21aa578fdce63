import { describe, expect, it } from 'vitest';
import { pushStatus } from '../../../functions/push/push-status.ts';

describe('pushStatus()', () => {
  it.each([
    ['malformed_json', 400],
    ['invalid_utf8', 400],
    ['json_too_deep', 400],
    ['invalid_envelope', 400],
    ['invalid_message_data', 400],
    ['invalid_hint', 400],
    ['token_missing', 401],
    ['token_invalid', 403],
    ['request_timeout', 408],
    ['body_too_large', 413],
    ['newer_schema', 503],
    ['keys_unavailable', 503],
    ['internal', 503],
    ['never_heard_of', 503],
  ])('of %s is %d', (code, status) => {
    expect(pushStatus(code)).toBe(status);
  });
});
