import { describe, expect, it } from 'vitest';
import { createApp, type Edge } from '../../../functions/http/create-app.ts';
import { pushDoor } from '../../../functions/provision/push-door.ts';
import type { WorkHint } from '../../../shared/ports/queue.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { aHint } from '../../builders/a-hint.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';

const tenantId = '5b0c6f4e-3a1d-4c39-9a53-0a8f3f0e9d11';

const edge: Edge = {
  allowedOrigins: '*',
  authenticate: async () => {
    throw new TenantryError('unauthenticated', 'Cannot tell who calls');
  },
  limitRate: () => undefined,
  ...{ clock: { now: () => 0 }, logger: createSilentLogger() },
  stopping: new AbortController().signal,
};

interface Setting {
  readonly fails?: TenantryError;
  readonly refuses?: string;
}

function aDoor({ fails, refuses }: Setting = {}) {
  const handled: WorkHint[] = [];
  const door = pushDoor({
    verify: async () => {
      if (refuses !== undefined) throw new TenantryError(refuses, 'Cannot accept the token');
    },
    handle: async (hint) => {
      handled.push(hint);
      if (fails !== undefined) throw fails;
    },
    logger: createSilentLogger(),
  });
  return { app: createApp(edge, [door]), handled };
}

function aPush(hint: unknown = aHint(tenantId)) {
  const data = Buffer.from(JSON.stringify(hint)).toString('base64');
  const message = { data, messageId: '1', publishTime: '2026-01-01T00:00:00Z' };
  const body = JSON.stringify({ message, subscription: 'projects/demo/subscriptions/work' });
  return { method: 'POST', body, headers: { 'content-type': 'application/json' } };
}

describe('pushDoor()', () => {
  it('acknowledges a hint once it was worked on', async () => {
    const { app, handled } = aDoor();

    const response = await app.request('/push', aPush());

    expect(response.status).toBe(204);
    expect(handled).toEqual([aHint(tenantId)]);
  });

  it.each([
    ['token_missing', 401],
    ['token_invalid', 403],
    ['keys_unavailable', 503],
  ])('refuses a caller with %s by a problem, without working', async (refuses, status) => {
    const { app, handled } = aDoor({ refuses });

    const response = await app.request('/push', aPush());

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, code: refuses });
    expect(handled).toEqual([]);
  });

  it.each([
    [{ schema: 1 }, 400, 'invalid_hint'],
    [{ schema: 99, tenant_id: tenantId }, 503, 'newer_schema'],
  ])('does not acknowledge %j', async (hint, status, code) => {
    const { app, handled } = aDoor();

    const response = await app.request('/push', aPush(hint));

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
    expect(handled).toEqual([]);
  });

  it('answers 503 with Retry-After when the store is unavailable', async () => {
    const fails = new TenantryError('store_unavailable', 'Cannot read', { retryAfterMs: 1_500 });
    const { app } = aDoor({ fails });

    const response = await app.request('/push', aPush());

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toMatchObject({ code: 'store_unavailable' });
  });

  it('tells nothing of what went wrong inside', async () => {
    const fails = new TenantryError('store_unavailable', 'Cannot read: hunter2');
    const { app } = aDoor({ fails });

    const response = await app.request('/push', aPush());

    expect(await response.text()).not.toContain('hunter2');
  });

  it.each(['GET', 'PUT', 'DELETE'])('answers %s with 405', async (method) => {
    const { app } = aDoor();

    const response = await app.request('/push', { method });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  });
});
