import type { DeadLetter } from '../../shared/tenant/dead-letter.ts';
import { tenantId } from './a-push.ts';

/** A message that was no JSON, as it was received. */
export function aDeadLetter(overrides: Partial<DeadLetter> = {}): DeadLetter {
  return {
    schema: 1,
    id: '2070443601311540',
    state: 'open',
    reason: { code: 'malformed_json', message: 'Cannot read the body: it is not JSON' },
    tenant_id: null,
    body: { encoding: 'utf-8', text: 'junk', bytes: 4 },
    attributes: {},
    attempts: 5,
    published_at: '2026-01-01T00:00:00.000Z',
    received_at: '2026-01-01T00:10:00.000Z',
    settled_at: null,
    settled_by: null,
    expires_at: '2999-01-01T00:00:00.000Z',
    ...overrides,
  };
}

/** A hint that can be read, but nobody could work on. */
export function aDeadHint(overrides: Partial<DeadLetter> = {}): DeadLetter {
  const text = JSON.stringify({ schema: 1, tenant_id: tenantId });
  return aDeadLetter({
    reason: { code: 'not_processed', message: 'Every delivery failed' },
    tenant_id: tenantId,
    body: { encoding: 'utf-8', text, bytes: text.length },
    ...overrides,
  });
}
