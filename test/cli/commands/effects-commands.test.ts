import { describe, expect, it } from 'vitest';
import { effectListSchema } from '../../../functions/schemas/effect-schema.ts';
import { runCommand } from './run-command.ts';

const id = '5a3b1e0c-0000-4000-8000-000000000001';
const effect = {
  name: 'welcome-mail',
  state: 'unknown',
  condition: 'WelcomeMailSent',
  reference: `<welcome-mail.${id}@example.com>`,
  attempts: 1,
  operation_id: 'op-1',
  message: 'There was no answer in time',
  started_at: '2026-01-01T00:00:00.000Z',
  ended_at: '2026-01-01T00:00:10.000Z',
  settled_by: null,
};
const list = effectListSchema.strict().parse({ effects: [effect], next_cursor: null });
const answers = {
  [`GET /tenants/${id}/effects`]: { status: 200, body: list },
  [`POST /tenants/${id}/effects/welcome-mail/settle`]: { status: 200, body: { id } },
};

describe('tenantry effects', () => {
  it('shows an effect a line, with what to look for', async () => {
    const { exitCode, out } = await runCommand(['effects', id], answers);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^NAME +STATE +ATTEMPTS +STARTED +REFERENCE +MESSAGE$/m);
    expect(out).toMatch(/^welcome-mail +unknown +1 .*<welcome-mail\..*There was no answer/m);
  });

  it('writes the answer as it is with -o json', async () => {
    const { out } = await runCommand(['effects', id, '-o', 'json'], answers);

    expect(JSON.parse(out)).toEqual(list);
  });
});

describe('tenantry settle', () => {
  it('says what was found out, and shows the effects', async () => {
    const run = ['settle', id, 'welcome-mail', '--outcome', 'not_done'];

    const { exitCode, out, arrived } = await runCommand(run, answers);

    expect(exitCode).toBe(0);
    expect(JSON.parse(arrived[0]?.body ?? '')).toEqual({ outcome: 'not_done' });
    expect(arrived[0]?.headers['idempotency-key']).toEqual(expect.any(String));
    expect(out).toContain('welcome-mail');
  });

  it.each([
    [['settle', id, 'welcome-mail'], 'Missing --outcome'],
    [['settle', id, 'welcome-mail', '--outcome', 'maybe'], 'done'],
    [['settle', id], 'Missing <effect>'],
  ])('exits 2 for %j', async (argv, message) => {
    const { exitCode, err, arrived } = await runCommand(argv, answers);

    expect([exitCode, arrived]).toEqual([2, []]);
    expect(err).toContain(message);
  });
});
