import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  revisionDetailsSchema,
  revisionListSchema,
} from '../../../functions/schemas/revision-schemas.ts';
import { type LivingApi, startLivingApi } from '../living-api.ts';

let api: LivingApi;
let id: string;

beforeEach(async () => {
  api = await startLivingApi();
  const params = ['--set', 'email=admin@acme.example', '-o', 'json'];
  const name = ['--slug', 'acme', '--organization', 'Acme Ltd'];
  const { out } = await api.run(['create', 'frappe', ...name, ...params]);
  id = JSON.parse(out).id;
  await api.run(['upgrade', id, '--set', 'greeting=moin']);
});
afterEach(() => api.close());

describe('tenantry revisions', () => {
  it('shows a revision a line, with a star at the one in force', async () => {
    const { exitCode, out } = await api.run(['revisions', 'acme']);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^REVISION +STATE +VERSION +TIER +AT +ACTOR +REASON$/m);
    expect(out).toMatch(/^1 +good +2\.0\.0 +free +\S+Z +\S+ +create$/m);
    expect(out).toMatch(/^2\* +good +2\.0\.0 +free +\S+Z +\S+ +upgrade to version 2\.0\.0$/m);
  });

  it('shows one whole, and how it differs from another', async () => {
    const { exitCode, out } = await api.run(['revisions', id, '2', '--compare', '1']);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^product +frappe 2\.0\.0$/m);
    expect(out).toMatch(/^SINCE REVISION 1\n\/params\/greeting: "hello" -> "moin"$/m);
  });

  it('says that two do not differ', async () => {
    const { out } = await api.run(['revisions', id, '1', '--compare', '1']);

    expect(out).toMatch(/^SINCE REVISION 1\nno difference$/m);
  });

  it('reads page by page', async () => {
    const { exitCode, out, err } = await api.run(['revisions', id, '--limit', '1']);

    expect(exitCode).toBe(0);
    expect(out).not.toMatch(/^2/m);
    expect(err).toMatch(/^There is more: add --cursor \S+\n$/);
  });

  it('writes the answers as they are with -o json', async () => {
    const list = JSON.parse((await api.run(['revisions', id, '-o', 'json'])).out);
    const one = JSON.parse((await api.run(['revisions', id, '1', '-o', 'json'])).out);

    expect(revisionListSchema.strict().parse(list)).toEqual(list);
    expect(revisionDetailsSchema.strict().parse(one)).toEqual(one);
  });

  it('exits 1 for one that is not there', async () => {
    const { exitCode, err } = await api.run(['revisions', id, '7']);

    expect(exitCode).toBe(1);
    expect(err).toContain('code revision_not_found, status 404');
  });

  it.each([[['--compare', '1']], [['two']], [['0']], [['1', '--compare', 'x']]])(
    'exits 2 for %j and sends nothing',
    async (argv) => {
      const { exitCode, calls } = await api.run(['revisions', id, ...argv]);

      expect([exitCode, calls]).toEqual([2, []]);
    },
  );
});
