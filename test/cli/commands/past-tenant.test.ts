import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pastTenantSchema } from '../../../functions/schemas/revision-schemas.ts';
import { type LivingApi, startLivingApi } from '../living-api.ts';

let api: LivingApi;
let id: string;
let then: string;

beforeEach(async () => {
  api = await startLivingApi();
  const params = ['--set', 'email=admin@acme.example', '-o', 'json'];
  const name = ['--slug', 'acme', '--organization', 'Acme Ltd'];
  const { out } = await api.run(['create', 'frappe', ...name, ...params]);
  id = JSON.parse(out).id;
  const { clock } = api.world.engine;
  then = new Date(clock.now()).toISOString();
  clock.advance(60_000);
  await api.run(['update', id, '--set', 'greeting=moin']);
});
afterEach(() => api.close());

describe('tenantry get --at', () => {
  it('shows a tenant as it was', async () => {
    const { exitCode, out } = await api.run(['get', 'acme', '--at', then]);

    expect(exitCode).toBe(0);
    expect(out).toMatch(new RegExp(`^at +${then}$`, 'm'));
    expect(out).toMatch(/^status +active$/m);
    expect(out).toMatch(/^params +.*"greeting":"hello"/m);
    expect(out).toMatch(/^revision +1, since \S+Z by anonymous: create$/m);
    expect(out).toMatch(/^last event +2, \S+Z by tenantry: Operation create succeeded$/m);
  });

  it('writes the answer as it is with -o json', async () => {
    const past = JSON.parse((await api.run(['get', id, '--at', then, '-o', 'json'])).out);

    expect(pastTenantSchema.strict().parse(past)).toEqual(past);
  });

  it.each(['2999-01-01T00:00:00Z', 'yesterday'])('exits 1 for the time %s', async (time) => {
    const { exitCode, err } = await api.run(['get', id, '--at', time]);

    expect(exitCode).toBe(1);
    expect(err).toMatch(/^ {2}\/query\/at /m);
  });
});
