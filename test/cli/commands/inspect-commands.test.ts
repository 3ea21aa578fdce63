import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logListSchema, objectListSchema } from '../../../functions/schemas/inspect-schemas.ts';
import { type LivingApi, startLivingApi } from '../living-api.ts';
import { runCommand } from './run-command.ts';

let api: LivingApi;
let id: string;

beforeEach(async () => {
  api = await startLivingApi();
  const params = ['--set', 'email=admin@acme.example', '-o', 'json'];
  const name = ['--slug', 'acme', '--organization', 'Acme Ltd'];
  const { out } = await api.run(['create', 'frappe', ...name, ...params]);
  id = JSON.parse(out).id;
});
afterEach(() => api.close());

describe('tenantry objects', () => {
  it('shows an object a line, with how it does', async () => {
    const { exitCode, out } = await api.run(['objects', 'acme']);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^KIND +NAMESPACE +NAME +STATE +REASON +MESSAGE$/m);
    expect(out).toMatch(/^ConfigMap +demo +acme-\w+-greeting +ready /m);
    expect(out).toMatch(/^Secret +demo +acme-\w+-credentials +unknown +NotRead /m);
  });

  it('shows what is gone from the cluster', async () => {
    const { json } = await api.world.call(`GET /tenants/${id}/objects`);
    const { object, uid } = json.objects.find(
      (each: { readonly object: { readonly kind: string } }) => each.object.kind === 'Service',
    );
    await api.world.engine.cluster.delete(object, uid);
    api.world.engine.clock.advance(60_000);

    const { out } = await api.run(['objects', id]);

    expect(out).toMatch(/^Service +demo +acme-\w+-web +missing +NotFound /m);
  });

  it('writes the answer as it is with -o json', async () => {
    const { out } = await api.run(['objects', id, '-o', 'json']);

    const answer = JSON.parse(out);
    expect(objectListSchema.strict().parse(answer)).toEqual(answer);
  });

  it('exits 1 for a tenant that is not there', async () => {
    const { exitCode, err } = await api.run(['objects', '00000000-0000-4000-8000-000000000000']);

    expect(exitCode).toBe(1);
    expect(err).toContain('code tenant_not_found, status 404');
  });
});

describe('tenantry logs', () => {
  it('asks for so many lines', async () => {
    const { exitCode, calls } = await api.run(['logs', id, '--lines', '5']);

    expect([exitCode, calls]).toEqual([0, [`GET /tenants/${id}/logs?lines=5`]]);
  });

  it('writes the answer as it is with -o json', async () => {
    const { out } = await api.run(['logs', id, '-o', 'json']);

    const answer = JSON.parse(out);
    expect(logListSchema.strict().parse(answer)).toEqual(answer);
  });

  it('makes control characters visible and says what it leaves out', async () => {
    const log = { pod: 'web-1', container: 'web', is_truncated: true, error: null };
    const logs = [
      { ...log, lines: ['\u001b[2Jone', 'two'] },
      { ...log, lines: [], is_truncated: false, error: { code: 'gone', message: 'It is gone' } },
    ];
    const address = `GET /tenants/${id}/logs`;

    const { out } = await runCommand(['logs', id], {
      [address]: { status: 200, body: logListSchema.strict().parse({ logs, next_cursor: null }) },
    });

    expect(out).toBe(
      [
        '==> web-1 web',
        '(older lines are left out)',
        '\\u001b[2Jone',
        'two',
        '',
        '==> web-1 web',
        '(no lines: It is gone (gone))',
        '',
      ].join('\n'),
    );
  });

  it('says on stderr that there are no pods', async () => {
    const { exitCode, out, err } = await api.run(['logs', 'acme']);

    expect([exitCode, out, err]).toEqual([0, '', 'The tenant has no pods\n']);
  });

  it.each(['0', '1001', 'all'])('exits 2 for --lines %s', async (lines) => {
    const { exitCode, calls } = await api.run(['logs', id, '--lines', lines]);

    expect([exitCode, calls]).toEqual([2, []]);
  });
});
