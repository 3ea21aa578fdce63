import { describe, expect, it } from 'vitest';
import { aDeadHint, aDeadLetter } from '../../builders/a-dead-letter.ts';
import { runCommand } from './run-command.ts';

const { schema: _junk, ...junk } = aDeadLetter();
const { schema: _hint, ...hint } = aDeadHint({ id: '7' });

const script = {
  'GET /dead-letters': { body: { dead_letters: [hint, junk], next_cursor: null } },
  'POST /dead-letters/7/redrive': { body: { ...hint, state: 'redriven' } },
  'POST /dead-letters/7/discard': { body: { ...hint, state: 'discarded' } },
  [`POST /dead-letters/${junk.id}/redrive`]: {
    status: 422,
    body: { code: 'dead_letter_unreadable', detail: 'Cannot redrive it', request_id: 'r-1' },
  },
};

describe('tenantry dead-letters', () => {
  it('lists what waits, with the reason', async () => {
    const { exitCode, out, calls } = await runCommand(
      ['dead-letters', 'list', '--state', 'open'],
      script,
    );

    expect([exitCode, calls]).toEqual([0, ['GET /dead-letters?state=open']]);
    expect(out).toMatch(/^7 +open +\S+ +not_processed +7c9e6679/m);
    expect(out).toMatch(/malformed_json +- +Cannot read the body: it is not JSON$/m);
  });

  it('says to people that there are none', async () => {
    const none = { 'GET /dead-letters': { body: { dead_letters: [], next_cursor: null } } };

    const { exitCode, out, err } = await runCommand(['dead-letters', 'list'], none);
    const forPrograms = await runCommand(['dead-letters', 'list', '-o', 'json'], none);

    expect([exitCode, out, err]).toEqual([0, '', 'No dead letters\n']);
    expect(forPrograms.err).toBe('');
  });

  it('writes what the API said', async () => {
    const { out } = await runCommand(['dead-letters', 'list', '-o', 'json'], script);

    expect(JSON.parse(out)).toEqual({ dead_letters: [hint, junk], next_cursor: null });
  });

  it.each([
    ['redrive', 'redriven'],
    ['discard', 'discarded'],
  ])('can %s one', async (action, state) => {
    const { exitCode, out, calls } = await runCommand(['dead-letters', action, '7'], script);

    expect([exitCode, calls]).toEqual([0, [`POST /dead-letters/7/${action}`]]);
    expect(out).toMatch(new RegExp(`^7 +${state} `, 'm'));
  });

  it('exits 1 for one that cannot be read', async () => {
    const { exitCode, err } = await runCommand(['dead-letters', 'redrive', junk.id], script);

    expect(exitCode).toBe(1);
    expect(err).toContain('code dead_letter_unreadable, status 422');
  });

  it.each([[['bury', '7']], [['redrive']], [['list', '7']], [['list', '--state', 'lost']], [[]]])(
    'exits 2 for %j without a call',
    async (words) => {
      const { exitCode, calls } = await runCommand(['dead-letters', ...words], script);

      expect([exitCode, calls]).toEqual([2, []]);
    },
  );
});
