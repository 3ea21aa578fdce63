import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../../cli/interrupted-error.ts';
import { acmeId, brokenId, operationIdOf, recorded } from '../recorded/recorded-answers.ts';
import { silence } from '../scripted-api.ts';
import { runCommand } from './run-command.ts';

const deleteId = operationIdOf('deleting');
const retryId = operationIdOf('retried');
const brokenStatus = `GET /tenants/${brokenId}/status`;

describe('tenantry delete', () => {
  it('asks for it and returns', async () => {
    const { exitCode, out, calls, arrived } = await runCommand(['delete', brokenId], {
      [`DELETE /tenants/${brokenId}`]: 'deleting',
    });

    expect(exitCode).toBe(0);
    expect(calls).toEqual([`DELETE /tenants/${brokenId}`]);
    expect(arrived[0]?.headers['idempotency-key']).toMatch(/./);
    expect(out).toMatch(/^status +deleting$/m);
  });

  it('waits until nothing is left', async () => {
    const { exitCode, out, err } = await runCommand(['delete', brokenId, '--wait', '-o', 'json'], {
      [`DELETE /tenants/${brokenId}`]: 'deleting',
      [brokenStatus]: ['status_deleting', 'tenant_deleted'],
      [`GET /operations/${deleteId}`]: ['operation_waiting', 'operation_deleted'],
    });

    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({
      id: brokenId,
      slug: 'broken',
      product: 'frappe',
      status: 'deleted',
    });
    expect(err).toMatch(/^delete +confirm-gone +succeeded /m);
  });
});

describe('tenantry retry', () => {
  it('asks for it and returns', async () => {
    const { exitCode, calls } = await runCommand(['retry', brokenId], {
      [`POST /tenants/${brokenId}/retry`]: 'retried',
    });

    expect([exitCode, calls]).toEqual([0, [`POST /tenants/${brokenId}/retry`]]);
  });

  it('exits 1 when it fails again', async () => {
    const failed = { ...recorded('operation_failed').body, id: retryId };

    const { exitCode, err } = await runCommand(['retry', brokenId, '--wait'], {
      [`POST /tenants/${brokenId}/retry`]: 'retried',
      [brokenStatus]: 'status_deleting',
      [`GET /operations/${retryId}`]: { status: 200, body: failed },
      [`GET /tenants/${brokenId}`]: 'tenant_failed',
    });

    expect(exitCode).toBe(1);
    expect(err).toMatch(/Error: Cannot create tenant "broken": step provision-site: /);
  });

  it('exits 1 with what is allowed instead', async () => {
    const { exitCode, err } = await runCommand(['retry', acmeId], {
      [`POST /tenants/${acmeId}/retry`]: 'retry_not_allowed',
    });

    expect(exitCode).toBe(1);
    expect(err).toMatch(/code action_not_allowed, status 409.*\n {2}Allowed now: delete\n$/);
  });
});

describe('tenantry watch', () => {
  const script = {
    [`GET /tenants/${acmeId}/status`]: ['status_waiting', 'status_waiting', 'status_active'],
    [`GET /operations/${operationIdOf('created')}`]: ['operation_waiting', 'operation_succeeded'],
  };

  it('writes a line per step and ends with the site', async () => {
    const { exitCode, out, err } = await runCommand(['watch', acmeId], script);

    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^create +provision-site +waiting +JobRunning: /m);
    expect(out).toMatch(/^create +provision-site +succeeded /m);
    expect(out.trimEnd().split('\n').at(-1)).toBe('acme  active  https://acme.kairos.app');
  });

  it('writes one JSON value a line with -o json', async () => {
    const { out } = await runCommand(['watch', acmeId, '-o', 'json'], script);

    const values = out.trimEnd().split('\n');
    expect(values.map((line) => Object.keys(JSON.parse(line)).join())).toEqual([
      ...Array.from({ length: 6 }, () => 'operation,step'),
      'status',
    ]);
  });

  it('follows the operation that supersedes the one it began with', async () => {
    const retrying = { ...recorded('status_deleting').body, operation: { id: retryId } };
    const { exitCode, out } = await runCommand(['watch', brokenId], {
      [brokenStatus]: [
        { status: 200, body: retrying },
        { status: 200, body: retrying },
        'status_deleting',
        'status_deleting',
        'tenant_deleted',
      ],
      [`GET /operations/${retryId}`]: 'operation_superseded',
      [`GET /operations/${deleteId}`]: 'operation_deleted',
    });

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^delete +confirm-gone +succeeded /m);
    expect(out.trimEnd().split('\n').at(-1)).toBe('broken  deleted');
  });

  it('exits 1 when the operation failed, with its reason', async () => {
    const operationId = operationIdOf('created_broken');
    const status = { ...recorded('status_deleting').body, operation: { id: operationId } };

    const { exitCode, err } = await runCommand(['watch', brokenId], {
      [brokenStatus]: { status: 200, body: { ...status, status: 'failed' } },
      [`GET /operations/${operationId}`]: 'operation_failed',
    });

    expect(exitCode).toBe(1);
    expect(err).toMatch(/Access denied.* \(job_failed\)\n {2}code operation_failed\n$/);
  });

  it('exits 1 when the time is up', async () => {
    const { exitCode, err } = await runCommand(['watch', acmeId, '--timeout', '5s'], {
      [`GET /tenants/${acmeId}/status`]: 'status_waiting',
      [`GET /operations/${operationIdOf('created')}`]: 'operation_waiting',
    });

    expect(exitCode).toBe(1);
    expect(err).toContain('after 5.0s: it is at provision-site waiting');
  });

  it('exits 130 when it is interrupted', async () => {
    const interrupt = new AbortController();
    const script = { [`GET /tenants/${acmeId}/status`]: [silence] as const };
    setTimeout(() => interrupt.abort(new InterruptedError()), 100);

    const { exitCode } = await runCommand(['watch', acmeId], script, { signal: interrupt.signal });

    expect(exitCode).toBe(130);
  });
});
