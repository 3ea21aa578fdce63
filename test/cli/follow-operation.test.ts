import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../cli/client.ts';
import { followOperation } from '../../cli/follow-operation.ts';
import { InterruptedError } from '../../cli/interrupted-error.ts';
import type { Progress } from '../../cli/progress.ts';
import {
  acmeId,
  brokenId,
  createId,
  operationIdOf,
  recorded,
} from './recorded/recorded-answers.ts';
import { hangUp, type ScriptedAnswer, type ScriptedApi, startScriptedApi } from './scripted-api.ts';
import { testConnection } from './test-connection.ts';

let api: ScriptedApi;

afterEach(async () => {
  await api.close();
});

const acme = { tenantId: acmeId, slug: 'acme', operationId: createId, timeoutMs: 900_000 };
const statusPath = `GET /tenants/${acmeId}/status`;
const operationPath = `GET /operations/${createId}`;
const waitingVersion = Number(recorded('status_waiting').body['version']);

function keptProgress() {
  const shown: string[] = [];
  const notes: string[] = [];
  const progress: Progress = {
    show: ({ state }) => void shown.push(state),
    note: (text) => void notes.push(text),
    end: () => undefined,
  };
  return { progress, shown, notes };
}

async function follow(
  script: Parameters<typeof startScriptedApi>[0],
  target = acme,
  signal = new AbortController().signal,
) {
  api = await startScriptedApi(script);
  const connection = testConnection(api.url, { signal });
  const kept = keptProgress();
  const ports = { client: createClient(connection), ...connection, progress: kept.progress };
  return { ...kept, ended: followOperation(ports, target), time: connection.time };
}

describe('followOperation()', () => {
  it('shows the operation after each change and returns it at its end', async () => {
    const { ended, shown } = await follow({
      [statusPath]: ['status_waiting', 'status_active'],
      [operationPath]: ['operation_waiting', 'operation_succeeded'],
    });

    await expect(ended).resolves.toEqual(recorded('operation_succeeded').body);

    expect(shown).toEqual(['waiting', 'succeeded']);
    expect(api.calls()).toEqual([
      statusPath,
      operationPath,
      `${statusPath}?since=${waitingVersion}&wait=25`,
      operationPath,
    ]);
  });

  it('returns a failed operation like any other', async () => {
    const operationId = operationIdOf('created_broken');
    const { ended } = await follow(
      {
        [`GET /tenants/${brokenId}/status`]: 'status_deleting',
        [`GET /operations/${operationId}`]: 'operation_failed',
      },
      { ...acme, tenantId: brokenId, operationId },
    );

    await expect(ended).resolves.toMatchObject({ state: 'failed', error: { code: 'job_failed' } });
  });

  it('returns a deletion though the tenant is gone', async () => {
    const operationId = operationIdOf('deleting');
    const { ended } = await follow(
      {
        [`GET /tenants/${brokenId}/status`]: 'tenant_deleted',
        [`GET /operations/${operationId}`]: 'operation_deleted',
      },
      { ...acme, tenantId: brokenId, operationId },
    );

    await expect(ended).resolves.toMatchObject({ kind: 'delete', state: 'succeeded' });
  });

  it('outlasts a server that is away and says so once', async () => {
    const away = Array.from({ length: 30 }, (): ScriptedAnswer => hangUp);
    const { ended, notes } = await follow({
      [statusPath]: ['status_waiting', ...away, 'status_active'],
      [operationPath]: ['operation_waiting', 'operation_succeeded'],
    });

    await expect(ended).resolves.toMatchObject({ state: 'succeeded' });

    expect(notes).toEqual([
      expect.stringMatching(/^Cannot reach .*; trying again$/),
      'The server is back',
    ]);
  });

  it('rejects when the time is up, naming the step and its reason', async () => {
    const { ended, time } = await follow(
      { [statusPath]: 'status_waiting', [operationPath]: 'operation_waiting' },
      { ...acme, timeoutMs: 10_000 },
    );

    await expect(ended).rejects.toMatchObject({
      code: 'wait_timeout',
      message: expect.stringMatching(/after 10\.0s: it is at provision-site waiting JobRunning: /),
    });

    // An answer without news that comes at once is not asked for again at once.
    expect(time.sleeps).toEqual(Array.from({ length: 10 }, () => 1_000));
  });

  it('rejects when the server stays away until the time is up', async () => {
    const { ended } = await follow(
      { [statusPath]: ['status_waiting', hangUp], [operationPath]: 'operation_waiting' },
      { ...acme, timeoutMs: 60_000 },
    );

    await expect(ended).rejects.toMatchObject({ code: 'server_unreachable' });
  });

  it('rejects at once with what the API refuses', async () => {
    const forbidden = { status: 403, body: { code: 'forbidden', detail: 'No' } };
    const { ended } = await follow({ [statusPath]: forbidden, [operationPath]: forbidden });

    await expect(ended).rejects.toMatchObject({ code: 'forbidden' });

    expect(api.arrived).toHaveLength(1);
  });

  it('says that the work goes on when it is interrupted', async () => {
    const interrupt = new AbortController();
    interrupt.abort(new InterruptedError());
    const { ended, notes } = await follow({}, acme, interrupt.signal);

    await expect(ended).rejects.toBeInstanceOf(InterruptedError);

    expect(notes).toEqual([`The work goes on; look again with: tenantry watch ${acmeId}`]);
  });
});
