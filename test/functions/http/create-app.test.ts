import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiWorld, aNewTenant, createApiWorld } from '../../fakes/api-world.ts';

let api: ApiWorld;

beforeEach(async () => {
  api = await createApiWorld({ ALLOWED_ORIGINS: 'https://app.example.com,http://localhost:3000' });
});
afterEach(() => api.close());

describe('X-Request-Id', () => {
  it('keeps a valid given one', async () => {
    const { headers } = await api.call('GET /health', { headers: { 'x-request-id': 'my-id.1' } });

    expect(headers.get('x-request-id')).toBe('my-id.1');
  });

  it.each(['a b', 'x'.repeat(65), 'a<script>', ''])('replaces %j', async (given) => {
    const { headers } = await api.call('GET /health', { headers: { 'x-request-id': given } });

    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is in the problem too', async () => {
    const { json } = await api.call('GET /nowhere', { headers: { 'x-request-id': 'my-id' } });

    expect(json.request_id).toBe('my-id');
  });
});

describe('CORS', () => {
  const origin = 'https://app.example.com';

  it('lets an allowed origin read answers and their headers', async () => {
    const { headers } = await api.call('GET /health', { headers: { origin } });

    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-expose-headers')).toContain('ETag');
    expect(headers.get('vary')).toBe('Origin');
  });

  it('lets an allowed origin read errors', async () => {
    const { headers } = await api.call('GET /nowhere', { headers: { origin } });

    expect(headers.get('access-control-allow-origin')).toBe(origin);
  });

  it.each(['https://evil.example', 'null', 'https://app.example.com.evil.example'])(
    'does not let %s read answers',
    async (other) => {
      const { headers } = await api.call('GET /health', { headers: { origin: other } });

      expect(headers.has('access-control-allow-origin')).toBe(false);
      expect(headers.get('vary')).toBe('Origin');
    },
  );

  it('answers a preflight with methods and headers', async () => {
    const { status, headers } = await api.call('OPTIONS /tenants', {
      headers: { origin, 'access-control-request-method': 'POST' },
    });

    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toBe('POST, GET, HEAD, OPTIONS');
    expect(headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
  });

  it('never allows credentials', async () => {
    const { headers } = await api.call('GET /health', { headers: { origin } });

    expect(headers.has('access-control-allow-credentials')).toBe(false);
  });

  it('allows every origin by default', async () => {
    const open = await createApiWorld();

    const { headers } = await open.call('GET /health', {
      headers: { origin: 'https://x.example' },
    });

    expect(headers.get('access-control-allow-origin')).toBe('*');
    open.close();
  });
});

describe('a real cluster without keys', () => {
  let real: ApiWorld;

  beforeEach(async () => {
    real = await createApiWorld({ TENANTRY_CLUSTER: 'kubeconfig', KUBECONFIG: '/k' });
  });
  afterEach(() => real.close());

  it.each([
    ['POST /tenants', { origin: 'https://evil.example' }],
    ['GET /tenants', { host: 'rebound.evil.example' }],
    [
      'OPTIONS /tenants',
      { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    ],
  ])('answers 403 to %s of a foreign page', async (address, headers) => {
    const { status, json, headers: given } = await real.call(address, { headers });

    expect(status).toBe(403);
    expect(json.code).toBe('origin_not_allowed');
    expect(given.has('access-control-allow-origin')).toBe(false);
  });

  it('answers programs and pages of this machine', async () => {
    const host = '127.0.0.1:8080';
    const headers = { host, origin: 'http://localhost:3000' };

    const { status } = await real.call('POST /tenants', { body: aNewTenant(), headers });

    expect(status).toBe(202);
  });
});

describe('methods and addresses', () => {
  it.each([
    ['PUT /tenants', 'POST, GET, HEAD, OPTIONS'],
    ['PATCH /health', 'GET, HEAD, OPTIONS'],
    ['POST /tenants/x', 'GET, PATCH, DELETE, HEAD, OPTIONS'],
    ['GET /tenants/x/retry', 'POST, OPTIONS'],
  ])('answers 405 to %s and names what is allowed', async (address, allow) => {
    const { status, json, headers } = await api.call(address);

    expect(status).toBe(405);
    expect(json.code).toBe('method_not_allowed');
    expect(headers.get('allow')).toBe(allow);
  });

  it.each(['/', '/tenants/', '/Tenants', '/tenants/a/b', '/%2e%2e/etc/passwd', '/health/../x'])(
    'answers 404 to %s',
    async (path) => {
      const { status, json } = await api.call(`GET ${path}`);

      expect(status).toBe(404);
      expect(json.code).toBe('route_not_found');
    },
  );

  it('answers HEAD like GET without a body', async () => {
    const { status, json } = await api.call('HEAD /health');

    expect(status).toBe(200);
    expect(json).toBe('');
  });

  it('answers OPTIONS with the methods', async () => {
    const { status, headers } = await api.call('OPTIONS /tenants');

    expect(status).toBe(204);
    expect(headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS');
  });
});

describe('every answer', () => {
  it('forbids a browser to guess, frame and cache', async () => {
    const { headers } = await api.call('GET /health');

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is a problem without internals when the store cannot be used', async () => {
    api.engine.close();

    const { status, json, headers } = await api.call('POST /tenants', { body: aNewTenant() });

    expect(status).toBe(503);
    expect(json.code).toBe('store_unavailable');
    expect(JSON.stringify(json)).not.toMatch(/sqlite|database|\.ts/i);
    expect(headers.get('content-type')).toBe('application/problem+json');
    api = await createApiWorld();
  });
});
