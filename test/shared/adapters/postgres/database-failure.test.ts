import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  databaseFailure,
  refuse,
  type Stage,
} from '../../../../shared/adapters/postgres/database-failure.ts';

const put: Attempt = { verb: 'put', target: 'id-of-acme' };

/** What the driver throws for an answer of the server. */
function serverError(code: string, constraint?: string): Error {
  const message = 'duplicate key: secret-value';
  return Object.assign(new Error(message), {
    code,
    constraint,
    severity: 'ERROR',
    detail: message,
  });
}

function driverError(message: string, code?: string): Error {
  return Object.assign(new Error(message), { code });
}

describe('databaseFailure()', () => {
  it.each([
    ['28P01', 'database_unauthorized', 'retry'],
    ['28000', 'database_unauthorized', 'retry'],
    ['42501', 'database_forbidden', 'retry'],
    ['3D000', 'database_refused', 'retry'],
    ['40001', 'database_unavailable', 'retry'],
    ['40P01', 'database_unavailable', 'retry'],
    ['XX000', 'database_unavailable', 'retry'],
    ['23505', 'database_unavailable', 'retry'],
    ['55P03', 'database_timeout', 'retry'],
    ['57014', 'database_timeout', 'retry'],
    ['25P03', 'database_timeout', 'retry'],
    ['57P01', 'database_unavailable', 'retry'],
    ['57P03', 'database_unavailable', 'retry'],
    ['53300', 'database_unavailable', 'retry'],
    ['53100', 'database_unavailable', 'retry'],
    ['08006', 'database_unavailable', 'retry'],
    ['25006', 'database_unavailable', 'retry'],
    ['2BP01', 'database_refused', 'retry'],
    ['42P01', 'database_refused', 'terminal'],
    ['22001', 'database_refused', 'terminal'],
    ['23514', 'database_refused', 'terminal'],
  ])('takes SQLSTATE %s as %s, %s', (state, code, errorClass) => {
    expect(databaseFailure(put, 'work', serverError(state))).toMatchObject({
      code,
      class: errorClass,
      outcome: 'not-done',
    });
  });

  it('takes a slug that is taken as a conflict for good', () => {
    const error = databaseFailure(put, 'work', serverError('23505', 'tenants_org_slug_key'));

    expect(error).toMatchObject({
      code: 'database_conflict',
      class: 'terminal',
      outcome: 'not-done',
      message: expect.stringMatching(/^Cannot put "id-of-acme" in the tenant database: another/),
    });
  });

  it.each([
    ['Connection terminated unexpectedly', undefined, 'database_unavailable'],
    ['connect ECONNREFUSED 10.0.0.1:5432', 'ECONNREFUSED', 'database_unavailable'],
    ['The server does not support SSL connections', undefined, 'database_unavailable'],
    ['certificate has expired', 'CERT_HAS_EXPIRED', 'database_unavailable'],
    ['Query read timeout', undefined, 'database_timeout'],
    ['timeout exceeded when trying to connect', undefined, 'database_timeout'],
    ['connect ETIMEDOUT 10.0.0.1:5432', 'ETIMEDOUT', 'database_unavailable'],
  ])('takes "%s" of the driver as not done before the commit', (message, code, expected) => {
    for (const stage of ['connect', 'work'] as const) {
      expect(databaseFailure(put, stage, driverError(message, code))).toMatchObject({
        code: expected,
        class: 'retry',
        outcome: 'not-done',
      });
    }
  });

  it.each([
    driverError('Connection terminated unexpectedly'),
    driverError('Query read timeout'),
    serverError('57P01'),
    serverError('08007'),
    serverError('40003'),
    serverError('57014'),
    'no error at all',
  ])('looks again when the commit may have come true (%#)', (error) => {
    expect(databaseFailure(put, 'commit', error)).toMatchObject({
      class: 'observe',
      outcome: 'unknown',
    });
  });

  it.each(['40001', '40P01', '23505'])('knows that %s at the commit rolled back', (state) => {
    expect(databaseFailure(put, 'commit', serverError(state))).toMatchObject({
      class: 'retry',
      outcome: 'not-done',
    });
  });

  it('has nothing to be unsure about after a look', () => {
    const look: Attempt = { verb: 'look up', target: 'id-of-acme' };

    expect(databaseFailure(look, 'commit', driverError('Query read timeout'))).toMatchObject({
      code: 'database_timeout',
      class: 'retry',
      outcome: 'not-done',
    });
  });

  it.each<Stage>(['connect', 'work', 'commit'])(
    'tells nothing that a server said (%s)',
    (stage) => {
      for (const thrown of [serverError('XX001'), driverError('secret-value', 'secret-value')]) {
        const error = databaseFailure(put, stage, thrown);

        expect([error.message, error.stack, error.cause].join()).not.toContain('secret-value');
      }
    },
  );

  it('leaves an error alone that is classed already', () => {
    const known = refuse(put, { what: 'refused', class: 'terminal', why: 'it is full' });

    expect(databaseFailure(put, 'commit', known)).toBe(known);
  });
});
