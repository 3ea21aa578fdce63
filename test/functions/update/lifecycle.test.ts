import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tenantSchema } from '../../../functions/schemas/tenant-schema.ts';
import { simulationPlanName } from '../../../shared/adapters/embedded/simulated-progress.ts';
import type { Tenant } from '../../../shared/tenant/tenant.ts';
import { demoNamespace } from '../../builders/a-blueprint.ts';
import { aLifecycleProduct, softDeleteMs } from '../../builders/a-lifecycle-product.ts';
import {
  type ApiAnswer,
  type ApiWorld,
  aNewTenant,
  createApiWorld,
} from '../../fakes/api-world.ts';

let api: ApiWorld;
let id: string;

beforeEach(async () => {
  api = await createApiWorld({}, aLifecycleProduct());
});
afterEach(() => api.close());

/** A tenant that has just been wished for. */
async function queued(overrides: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { json } = await api.call('POST /tenants', { body: aNewTenant(overrides) });
  id = json.id;
}

async function active(overrides: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await queued(overrides);
  await api.engine.settle(id);
}

async function act(action: string, body?: unknown): Promise<ApiAnswer> {
  return await api.call(`POST /tenants/${id}/${action}`, { body });
}

async function patch(body: unknown, ifMatch = '*'): Promise<ApiAnswer> {
  return await api.call(`PATCH /tenants/${id}`, { body, headers: { 'if-match': ifMatch } });
}

async function settled() {
  return await api.engine.settle(id);
}

/** Makes every Job fail from now on, or none. */
async function planFailures(message: string | undefined): Promise<void> {
  const { cluster } = api.engine;
  const metadata = { name: simulationPlanName, namespace: demoNamespace };
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', ...metadata };
  const have = await cluster.read(ref);
  if (have !== undefined) await cluster.delete(ref, have.metadata.uid);
  if (message === undefined) return;
  const plan = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'set-up': message } };
  await cluster.create(plan);
}

/** The record of the tenant as something else has left it. */
async function rewritten(change: (tenant: Tenant) => Tenant): Promise<void> {
  await api.engine.store.transact(async (transaction) => {
    const tenant = await transaction.get('tenants', id);
    if (tenant !== undefined) transaction.put('tenants', id, change(tenant));
  });
}

async function failedUpdate(): Promise<void> {
  await active();
  await planFailures('schema is locked');
  await patch({ params: { greeting: 'moin' } });
  await settled();
}

describe('PATCH /tenants/{id}', () => {
  it('brings new params about as a new revision', async () => {
    await active();

    const { status, json, headers } = await patch({ params: { greeting: 'moin' } }, '"1"');

    expect(status).toBe(202);
    expect(headers.get('etag')).toBe('"2"');
    expect(tenantSchema.strict().parse(json)).toEqual(json);
    expect(json).toMatchObject({ status: 'updating', generation: 2, observed_generation: 1 });
    expect(await settled()).toMatchObject({
      status: 'active',
      observed_generation: 2,
      good_revisions: [1, 2],
      params: { email: 'admin@acme.example', greeting: 'moin' },
    });
  });

  it('applies what changed to the objects', async () => {
    await active();

    await patch({ params: { greeting: 'moin' } });
    const { inventory } = await settled();

    const entry = inventory.find(({ name }) => name.endsWith('-greeting'));
    const { api_version: apiVersion = '', kind = '', name = '' } = entry ?? {};
    const object = await api.engine.cluster.read({
      ...{ apiVersion, kind, name },
      namespace: demoNamespace,
    });
    expect(object).toMatchObject({ data: { greeting: 'moin' } });
  });

  it('takes a default back for null', async () => {
    await active({ params: { greeting: 'moin' } });

    await patch({ params: { greeting: null } });

    expect((await settled()).params).toEqual({ email: 'admin@acme.example' });
  });

  it.each([
    ['nothing', {}],
    ['what is so already', { tier: 'free', params: { greeting: 'hello' } }],
    ['an empty patch of params', { params: {} }],
  ])('answers 200 to %s and changes nothing', async (_, body) => {
    await active();

    const { status, json } = await patch(body);

    expect(status).toBe(200);
    expect(json).toMatchObject({ generation: 1, status: 'active' });
  });

  it('changes labels and organization at once, without work', async () => {
    await active({ labels: { team: 'a', area: 'north' } });

    const { status, json } = await patch({
      labels: { team: null, stage: 'x' },
      organization: 'Ace',
    });

    expect(status).toBe(200);
    expect(json).toMatchObject({ labels: { area: 'north', stage: 'x' }, organization: 'Ace' });
    expect(json).toMatchObject({ generation: 2, observed_generation: 2, status: 'active' });
    const list = await api.call('GET /tenants?label.stage=x');
    expect(list.json.tenants).toHaveLength(1);
  });

  it('needs If-Match', async () => {
    await active();

    const { status, json } = await api.call(`PATCH /tenants/${id}`, { body: { tier: 'pro' } });

    expect(status).toBe(428);
    expect(json.code).toBe('precondition_required');
  });

  it('answers 412 to a stale If-Match and changes nothing', async () => {
    await active();
    await patch({ labels: { team: 'a' } });

    const { status, json } = await patch({ tier: 'pro' }, '"1"');

    expect(status).toBe(412);
    expect(json.code).toBe('generation_mismatch');
    expect(await settled()).toMatchObject({ tier: 'free', generation: 2 });
  });

  it('takes a body that is called a merge patch', async () => {
    await active();

    const { status } = await api.call(`PATCH /tenants/${id}`, {
      body: { tier: 'pro' },
      headers: { 'if-match': '*', 'content-type': 'application/merge-patch+json' },
    });

    expect(status).toBe(202);
  });

  it('answers 415 to another content type, and names those that it takes', async () => {
    await active();

    const { status, json } = await api.call(`PATCH /tenants/${id}`, {
      body: '[]',
      headers: { 'if-match': '*', 'content-type': 'application/json-patch+json' },
    });

    expect([status, json.detail]).toEqual([
      415,
      'Cannot read the body: send it as application/merge-patch+json or application/json',
    ]);
  });

  it.each([
    [{ tier: 'gold' }, '/tier', 'unknown_tier'],
    [{ params: { greeting: 7 } }, '/params/greeting', 'wrong_type'],
    [{ params: { email: 'other@acme.example' } }, '/params/email', 'immutable'],
    [{ params: { colour: 'red' } }, '/params/colour', 'unknown_field'],
  ])('refuses %j and stores nothing', async (body, pointer, code) => {
    await active();
    const before = await settled();

    const { status, json } = await patch(body);

    expect(status).toBe(422);
    expect(json.errors).toEqual([expect.objectContaining({ pointer, code })]);
    expect(await settled()).toEqual(before);
  });

  it.each([
    { slug: 'other' },
    { status: 'active' },
    { params: [] },
    { labels: { 'a b': 'c' } },
    [],
  ])('refuses the body %j', async (body) => {
    await active();

    const { status } = await patch(body);

    expect(status).toBe(422);
  });

  it('holds the new host, and frees the old one once the change has come true', async () => {
    await active();
    const { store } = api.engine;

    await patch({ params: { host: 'acme.example.test' } });
    const during = await Promise.all([
      store.get('claims', 'host:acme.demo.test'),
      store.get('claims', 'host:acme.example.test'),
    ]);
    const after = await settled();

    expect(during.map((claim) => claim?.tenant_id)).toEqual([id, id]);
    expect(await store.get('claims', 'host:acme.demo.test')).toBeUndefined();
    expect(after.claims).toContain('host:acme.example.test');
    expect(after.claims).not.toContain('host:acme.demo.test');
  });

  it('answers 409 to a host that somebody else has', async () => {
    await active();
    await api.call('POST /tenants', { body: aNewTenant({ subdomain: 'other' }) });

    const { status, json } = await patch({ params: { host: 'other.demo.test' } });

    expect(status).toBe(409);
    expect(json.code).toBe('host_taken');
    expect(await settled()).toMatchObject({ generation: 1 });
  });

  it('replaces a change that has not begun', async () => {
    await active();
    const first = await patch({ params: { greeting: 'moin' } });

    const { status, json } = await patch({ tier: 'pro' });

    expect(status).toBe(202);
    const former = await api.call(`GET /operations/${first.json.operation.id}`);
    expect(former.json.state).toBe('superseded');
    expect(json.generation).toBe(3);
    expect(await settled()).toMatchObject({ tier: 'pro', params: { greeting: 'moin' } });
  });

  it('mends a tenant that never came to be, by creating it with the new params', async () => {
    await planFailures('no such greeting');
    await active();
    await planFailures(undefined);

    const { json } = await patch({ params: { greeting: 'moin', email: 'b@acme.example' } });

    expect(json).toMatchObject({ status: 'queued', operation: { kind: 'create' } });
    expect(await settled()).toMatchObject({ status: 'active', good_revisions: [2] });
  });

  it('leaves a tenant active whose update failed, and says why', async () => {
    await failedUpdate();

    const { json } = await api.call(`GET /tenants/${id}`);

    expect(json).toMatchObject({
      status: 'active',
      health: 'healthy',
      error_code: 'job_failed',
      operation: { kind: 'update', state: 'failed' },
      observed_generation: 1,
    });
    expect(json.error_message).toMatch(/schema is locked/);
  });

  it('answers the same to a repeated Idempotency-Key', async () => {
    await active();
    const headers = { 'if-match': '"1"', 'idempotency-key': 'once' };
    const body = { tier: 'pro' };
    const first = await api.call(`PATCH /tenants/${id}`, { body, headers });

    const again = await api.call(`PATCH /tenants/${id}`, { body, headers });

    expect(again.status).toBe(202);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.json).toEqual(first.json);
  });
});

describe('what has not come true', () => {
  it('is tried again by the same PATCH', async () => {
    await failedUpdate();
    await planFailures(undefined);

    const { status, json } = await patch({ params: { greeting: 'moin' } });

    expect(status).toBe(202);
    expect(json.operation.kind).toBe('update');
    expect(await settled()).toMatchObject({ status: 'active', pending: null });
  });

  it('is not asked for twice by the same PATCH while somebody is at it', async () => {
    await active();
    await patch({ params: { greeting: 'moin' } });

    const { status, json } = await patch({ params: { greeting: 'moin' } });

    expect(status).toBe(200);
    expect(json.generation).toBe(2);
  });

  it('is upgraded, not updated, when it was an upgrade that failed', async () => {
    await active();
    await planFailures('schema is locked');
    await act('upgrade', { params: { greeting: 'moin' } });
    await settled();
    await planFailures(undefined);

    const { json } = await patch({ params: { greeting: 'servus' } });

    expect(json.operation.kind).toBe('upgrade');
    expect(await settled()).toMatchObject({ status: 'active', pending: null });
  });

  it('is not rolled out by a suspension and resumption; a retry does that', async () => {
    await failedUpdate();
    await planFailures(undefined);
    const greeting = async () => {
      const { inventory } = await settled();
      const { name = '' } = inventory.find((each) => each.name.endsWith('-greeting')) ?? {};
      const ref = { apiVersion: 'v1', kind: 'ConfigMap', name, namespace: demoNamespace };
      return (await api.engine.cluster.read(ref))?.['data'];
    };
    const before = await greeting();
    await act('suspend', { reason: 'unpaid' });
    await settled();

    await act('resume');

    expect(await settled()).toMatchObject({
      status: 'active',
      pending: 'update',
      good_revisions: [1],
    });
    expect(await greeting()).toEqual(before);
    expect((await act('retry')).json.operation.kind).toBe('update');
    expect(await settled()).toMatchObject({ pending: null, good_revisions: [1, 2] });
  });

  it('is brought about by a rollback onto it', async () => {
    await failedUpdate();
    await planFailures(undefined);

    const { status } = await act('rollback', { revision: 2 });

    expect(status).toBe(202);
    expect(await settled()).toMatchObject({ params: { greeting: 'moin' }, pending: null });
  });
});

describe('a tenant of a version or with params that there are no more', () => {
  it('can be labelled, changed and deleted', async () => {
    await active();
    await rewritten((tenant) => ({ ...tenant, blueprint: { name: 'frappe', version: '0.1.0' } }));

    const labelled = await patch({ labels: { team: 'a' } });
    const changed = await patch({ params: { greeting: 'moin' } });

    expect([labelled.status, changed.status]).toEqual([200, 202]);
    expect(await settled()).toMatchObject({ status: 'active', pending: null });
  });

  it('can be deleted although its params are refused by now', async () => {
    await active();
    await rewritten((tenant) => ({ ...tenant, params: { colour: 'red' } }));

    const labelled = await patch({ labels: { team: 'a' } });
    const { status } = await api.call(`DELETE /tenants/${id}`);

    expect([labelled.status, status]).toEqual([200, 202]);
    expect((await settled()).status).toBe('deleted');
  });
});

describe('POST /tenants/{id}/upgrade', () => {
  it('brings a tenant of an old version to the newest', async () => {
    await active();
    await rewritten((tenant) => ({ ...tenant, blueprint: { name: 'frappe', version: '1.0.0' } }));

    const { status, json } = await act('upgrade');

    expect(status).toBe(202);
    expect(json).toMatchObject({ version: '2.0.0', operation: { kind: 'upgrade' } });
    expect(await settled()).toMatchObject({ status: 'active', good_revisions: [1, 2] });
  });

  it('runs without anything newer too: settings of the owner are in no specification', async () => {
    await active();

    const { status, json } = await act('upgrade');

    expect(status).toBe(202);
    expect(json.operation.kind).toBe('upgrade');
    expect(await settled()).toMatchObject({ status: 'active', good_revisions: [1, 2] });
  });

  it('answers 422 to a version that there is not', async () => {
    await active();

    const { status, json } = await act('upgrade', { version: '9.9.9' });

    expect(status).toBe(422);
    expect(json.errors).toEqual([expect.objectContaining({ code: 'unknown_version' })]);
  });

  it('answers 422 to an older version, which is not what upgrading is', async () => {
    await active();

    const { status, json } = await act('upgrade', { version: '1.0.0' });

    expect(status).toBe(422);
    expect(json.errors).toEqual([
      expect.objectContaining({ pointer: '/version', code: 'older_version' }),
    ]);
  });
});

describe('POST /tenants/{id}/rollback', () => {
  it('brings the last good revision back as a new one', async () => {
    await failedUpdate();
    await planFailures(undefined);

    const { status, json } = await act('rollback');

    expect(status).toBe(202);
    expect(json).toMatchObject({ status: 'updating', params: { greeting: 'hello' } });
    expect(await settled()).toMatchObject({
      status: 'active',
      error_code: null,
      revision: 3,
      good_revisions: [1, 3],
    });
  });

  it('leads to the revision that is named', async () => {
    await active();
    await patch({ params: { greeting: 'one' } });
    await settled();
    await patch({ params: { greeting: 'two' } });
    await settled();

    await act('rollback', { revision: 1 });

    expect((await settled()).params).toMatchObject({ greeting: 'hello' });
  });

  it('says so when there is none to go back to', async () => {
    await active();

    const { status, json } = await act('rollback');

    expect(status).toBe(409);
    expect(json.code).toBe('no_good_revision');
  });

  it('answers 404 to an unknown revision', async () => {
    await active();

    const { status, json } = await act('rollback', { revision: 7 });

    expect(status).toBe(404);
    expect(json.code).toBe('revision_not_found');
  });

  it('does not lead behind what cannot be undone', async () => {
    await active();
    await patch({ params: { greeting: 'burn' } });
    await settled();
    await patch({ params: { greeting: 'ash' } });
    await settled();

    const behind = await act('rollback', { revision: 1 });
    const onto = await act('rollback', { revision: 2 });

    expect(behind.status).toBe(409);
    expect(behind.json).toMatchObject({ code: 'rollback_irreversible', irreversible_revision: 2 });
    expect(onto.status).toBe(202);
  });
});

describe('POST /tenants/{id}/suspend and /resume', () => {
  it('stop a tenant and start it again', async () => {
    await active();

    const suspend = await act('suspend', { reason: 'unpaid' });
    const suspended = await settled();
    const resume = await act('resume');
    const resumed = await settled();

    expect(suspend.status).toBe(202);
    expect(suspend.json.status).toBe('suspending');
    expect(suspended).toMatchObject({
      status: 'suspended',
      suspension: { reason: 'unpaid', by: 'anonymous' },
    });
    expect(resume.json.status).toBe('resuming');
    expect(resumed).toMatchObject({ status: 'active', suspension: null });
  });

  it('need a reason', async () => {
    await active();

    expect((await act('suspend')).status).toBe(422);
    expect((await act('suspend', { reason: ' ' })).status).toBe(422);
  });

  it('allow nothing but resuming and deletion meanwhile', async () => {
    await active();
    await act('suspend', { reason: 'unpaid' });
    await settled();

    const { status, json } = await patch({ tier: 'pro' });

    expect(status).toBe(409);
    expect(json).toMatchObject({
      code: 'action_not_allowed',
      allowed_actions: ['resume', 'delete'],
    });
  });

  it('take each other back before they have begun', async () => {
    await active();
    await act('suspend', { reason: 'by mistake' });

    const { status } = await act('resume');

    expect(status).toBe(202);
    expect(await settled()).toMatchObject({ status: 'active', suspension: null });
  });
});

describe('POST /tenants/{id}/retry', () => {
  it('repeats the failed update', async () => {
    await failedUpdate();
    await planFailures(undefined);

    const { status, json } = await act('retry');

    expect(status).toBe(202);
    expect(json.operation.kind).toBe('update');
    expect(await settled()).toMatchObject({ status: 'active', good_revisions: [1, 2] });
  });
});

describe('POST /tenants/{id}/cancel', () => {
  it('takes a change back that has not begun', async () => {
    await active();
    await patch({ params: { greeting: 'moin' } });

    const { status, json } = await act('cancel');

    expect(status).toBe(202);
    expect(json).toMatchObject({
      status: 'active',
      operation: { state: 'cancelled' },
      params: { email: 'admin@acme.example' },
      generation: 3,
      observed_generation: 3,
    });
    expect((await act('retry')).status).toBe(409);
    expect((await settled()).revision).toBe(1);
  });

  it('takes back all changes that have not begun, and frees the names that only they wanted', async () => {
    await active();
    const { claims } = await settled();
    await patch({ params: { host: 'one.example.test' } });
    await act('suspend', { reason: 'unpaid' });
    await patch({ params: { host: 'two.example.test' }, tier: 'pro' });

    const { json } = await act('cancel');

    const after = await settled();
    expect(json).toMatchObject({
      status: 'active',
      tier: 'free',
      params: { email: after.params['email'] },
    });
    expect(after).toMatchObject({ claims, desired: 'active', suspension: null, pending: null });
    const { store } = api.engine;
    expect(await store.get('claims', 'host:one.example.test')).toBeUndefined();
    expect(await store.get('claims', 'host:two.example.test')).toBeUndefined();
  });

  it('leaves a retry that was taken back to be retried', async () => {
    await failedUpdate();
    await act('retry');

    const { json } = await act('cancel');

    expect(json).toMatchObject({ status: 'active', error_code: 'job_failed' });
    await planFailures(undefined);
    expect((await act('retry')).json.operation.kind).toBe('update');
    expect(await settled()).toMatchObject({
      status: 'active',
      pending: null,
      good_revisions: [1, 2],
    });
  });

  it('leaves a change that has begun to be retried, with the step that was under way closed', async () => {
    await active();
    await patch({ params: { greeting: 'moin' } });
    await api.engine.look(id);

    const { json } = await act('cancel');

    expect(json).toMatchObject({ status: 'active', error_code: 'operation_cancelled' });
    const operation = await api.call(`GET /operations/${json.operation.id}`);
    const states = operation.json.steps.map(({ state }: { state: string }) => state);
    expect(states).not.toContain('running');
    expect(states).not.toContain('waiting');
    expect((await act('retry')).status).toBe(202);
    expect(await settled()).toMatchObject({ params: { greeting: 'moin' }, pending: null });
  });

  it('leaves a create that has not begun to be retried', async () => {
    await queued();

    const { json } = await act('cancel');
    const retry = await act('retry');

    expect(json).toMatchObject({ status: 'failed', error_code: 'operation_cancelled' });
    expect(retry.status).toBe(202);
    expect(await settled()).toMatchObject({ status: 'active' });
  });

  it('answers 409 when there is nothing to cancel', async () => {
    await active();

    const { status, json } = await act('cancel');

    expect(status).toBe(409);
    expect(json).toMatchObject({ code: 'operation_ended', operation: { state: 'succeeded' } });
  });
});

describe('DELETE /tenants/{id} and POST /tenants/{id}/restore', () => {
  it('keep a deleted tenant of a tier with soft deletion until its time is over', async () => {
    await active({ tier: 'pro' });
    await api.call(`DELETE /tenants/${id}`);
    const deletedAt = api.engine.clock.now();

    const ended = await settled();

    expect(ended.status).toBe('deleted');
    expect(api.engine.clock.now()).toBeGreaterThanOrEqual(deletedAt + softDeleteMs);
  });

  it('bring it back while it is kept', async () => {
    await active({ tier: 'pro' });
    await api.call(`DELETE /tenants/${id}`);
    await api.engine.look(id);

    const { status, json } = await act('restore');

    expect(status).toBe(202);
    expect(json).toMatchObject({ status: 'resuming', operation: { kind: 'restore' } });
    expect(await settled()).toMatchObject({ status: 'active', desired: 'active', purge_at: null });
  });

  it('bring a suspended tenant back suspended', async () => {
    await active({ tier: 'pro' });
    await act('suspend', { reason: 'unpaid' });
    await settled();
    await api.call(`DELETE /tenants/${id}`);
    await api.engine.look(id);

    await act('restore');

    expect(await settled()).toMatchObject({
      status: 'suspended',
      suspension: { reason: 'unpaid' },
    });
  });

  it('bring nothing back of a tier without soft deletion', async () => {
    await active();
    await api.call(`DELETE /tenants/${id}`);

    const { status, json } = await act('restore');

    expect(status).toBe(409);
    expect(json.code).toBe('restore_too_late');
  });

  it('bring nothing back after its time', async () => {
    await active({ tier: 'pro' });
    await api.call(`DELETE /tenants/${id}`);
    await api.engine.look(id);
    api.engine.clock.advance(softDeleteMs + 1);

    const { status, json } = await act('restore');

    expect(status).toBe(409);
    expect(json.code).toBe('restore_too_late');
  });

  it('do not stop a tenant again whose deletion is retried after its time', async () => {
    await active({ tier: 'pro' });
    await api.call(`DELETE /tenants/${id}`);
    await api.engine.look(id);
    api.engine.clock.advance(softDeleteMs + 1);
    await rewritten((tenant) => ({
      ...tenant,
      status: 'failed',
      last_operation: { ...tenant.last_operation, state: 'failed' },
    }));

    const { json } = await act('retry');

    const operation = await api.call(`GET /operations/${json.operation.id}`);
    const names = operation.json.steps.map(({ name }: { name: string }) => name);
    expect(names).not.toContain('await-purge');
    expect(names.some((name: string) => name.startsWith('suspend'))).toBe(false);
    expect((await settled()).status).toBe('deleted');
  });

  it('refuse a protected tenant also when its deletion is retried', async () => {
    await active();
    await api.call(`DELETE /tenants/${id}`);
    await rewritten((tenant) => ({
      ...tenant,
      status: 'failed',
      last_operation: { ...tenant.last_operation, state: 'failed' },
    }));
    await patch({ deletion_protection: true });

    const { status, json } = await act('retry');

    expect([status, json.code]).toEqual([409, 'deletion_protected']);
  });

  it('say what to do instead while the tenant leaves', async () => {
    await active({ tier: 'pro' });
    await api.call(`DELETE /tenants/${id}`);
    await api.engine.look(id);

    const { status, json } = await act('suspend', { reason: 'unpaid' });

    expect(status).toBe(409);
    expect(json.detail).toMatch(/"acme".*under way; restore it first/);
  });

  it('refuse a protected tenant until the protection is off', async () => {
    await active();
    await patch({ deletion_protection: true });

    const refused = await api.call(`DELETE /tenants/${id}`);
    await patch({ deletion_protection: false });
    const accepted = await api.call(`DELETE /tenants/${id}`);

    expect(refused.status).toBe(409);
    expect(refused.json.code).toBe('deletion_protected');
    expect(accepted.status).toBe(202);
  });
});

describe('every wish about a tenant', () => {
  const wishes = [
    'suspend',
    'resume',
    'upgrade',
    'rollback',
    'retry',
    'cancel',
    'restore',
  ] as const;
  const bodies: Readonly<Record<string, unknown>> = { suspend: { reason: 'unpaid' } };

  it.each(wishes)('%s is 404 for another organization', async (action) => {
    const app = await createApiWorld({ AUTH: 'on' }, aLifecycleProduct());
    const mine = await app.addKey({ organization_id: 'mine' });
    const other = await app.addKey({ organization_id: 'other' });
    const { json } = await app.call('POST /tenants', { body: aNewTenant(), key: mine });
    const address = `POST /tenants/${json.id}/${action}`;

    const answer = await app.call(address, { body: bodies[action], key: other });

    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('tenant_not_found');
    app.close();
  });

  it.each(wishes)('%s is 410 for a tombstone', async (action) => {
    await active();
    await api.call(`DELETE /tenants/${id}`);
    await settled();

    const { status, json } = await act(action, bodies[action]);

    expect(status).toBe(410);
    expect(json.code).toBe('tenant_deleted');
  });

  it.each(['suspend', 'resume', 'upgrade', 'rollback', 'retry'] as const)(
    '%s is 409 with the operation while one is under way',
    async (action) => {
      await active();
      await patch({ tier: 'pro' });
      await rewritten((tenant) => ({
        ...tenant,
        last_operation: { ...tenant.last_operation, state: 'running' },
      }));

      const { status, json } = await act(action, bodies[action]);

      expect(status).toBe(409);
      expect(json).toMatchObject({
        code: 'operation_running',
        operation: { kind: 'update', state: 'running' },
        allowed_actions: ['cancel', 'delete'],
      });
    },
  );
});
