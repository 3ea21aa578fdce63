import { randomUUID } from 'node:crypto';
import type { Operation } from '../../shared/tenant/operation.ts';

/** A queued create without steps. */
export function anOperation(overrides: Partial<Operation> = {}): Operation {
  return {
    schema: 1,
    id: randomUUID(),
    organization_id: 'default',
    tenant_id: randomUUID(),
    kind: 'create',
    state: 'queued',
    generation: 1,
    steps: [],
    actor: 'riley',
    request_id: 'request-1',
    retry_of: null,
    error: null,
    created_at: '2026-01-01T00:00:00.000Z',
    started_at: null,
    ended_at: null,
    deadline: '2026-01-01T01:00:00.000Z',
    ...overrides,
  };
}
