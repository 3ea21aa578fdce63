import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEmbeddedQueue } from '../../shared/adapters/embedded/create-embedded-queue.ts';
import { createEmbeddedStore } from '../../shared/adapters/embedded/create-embedded-store.ts';
import { databaseFileName, openDatabase } from '../../shared/adapters/embedded/open-database.ts';
import type { WorkHint } from '../../shared/ports/queue.ts';
import { aHint } from '../builders/a-hint.ts';
import { temporaryFolder } from '../shared/adapters/embedded/temporary-folder.ts';

const worker = fileURLToPath(new URL('./embedded-worker.ts', import.meta.url));
const clock = { now: Date.now };

describe('the embedded database', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let children: Worker[];
  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, databaseFileName);
    children = [];
  });
  afterEach(async () => {
    await Promise.all(children.map(kill));
    folder.remove();
  });
  const start = (job: string, count = 0) => {
    const child = startWorker([job, path, String(count)]);
    children.push(child);
    return child;
  };

  it.each([1, 2, 3, 4, 5])(
    'loses nothing that it accepted before kill -9 (round %i)',
    async (round) => {
      const writer = start('write');
      await vi.waitFor(() => expect(writer.lines.length).toBeGreaterThan(50 * round), {
        timeout: 30_000,
      });

      await kill(writer);

      const acknowledged = writer.lines.map(Number);
      const database = openDatabase(path);
      const store = createEmbeddedStore(database, { clock });
      const kept = await Promise.all(
        acknowledged.map(async (number) => await store.get('settings', `write-${number}`)),
      );
      const hints = database.prepare('SELECT tenant_id FROM hints').all();
      const check = database.prepare('PRAGMA integrity_check').get();
      database.close();
      expect(kept.filter((document) => document === undefined)).toEqual([]);
      expect(hints.map(({ tenant_id }) => tenant_id)).toEqual(
        expect.arrayContaining(acknowledged.map((number) => `tenant-${number}`)),
      );
      expect(check).toMatchObject({ integrity_check: 'ok' });
    },
  );

  it('loses no increment of four processes that begin at once on a new file', async () => {
    const workers = Array.from({ length: 4 }, () => start('increment', 250));

    const exits = await Promise.all(workers.map(exitOf));

    const database = openDatabase(path);
    const counter = await createEmbeddedStore(database, { clock }).get('settings', 'counter');
    database.close();
    expect(workers.map(({ errors }) => errors.join(''))).toEqual(['', '', '', '']);
    expect(exits).toEqual([0, 0, 0, 0]);
    expect(counter?.value).toBe('1000');
  });

  it('delivers again what a killed process had begun to handle', async () => {
    const database = openDatabase(path);
    const queue = createEmbeddedQueue(database, { clock, random: Math.random });
    await queue.publish(aHint('a'));
    const consumer = start('consume');
    await vi.waitFor(() => expect(consumer.lines).toEqual(['a']), { timeout: 30_000 });

    await kill(consumer);

    const received: string[] = [];
    const handlers = {
      onHint: async (hint: WorkHint) => void received.push(hint.tenant_id),
      onDeadLetter: async () => undefined,
    };
    const { stop } = queue.startConsumer(handlers, { concurrency: 1 });
    await vi.waitFor(() => expect(received).toEqual(['a']), { timeout: 10_000 });
    await stop();
    database.close();
  });
});

interface Worker {
  readonly child: ChildProcess;
  /** Whole lines that it has printed so far. */
  readonly lines: readonly string[];
  readonly errors: readonly string[];
}

function startWorker(args: readonly string[]): Worker {
  const child = spawn(process.execPath, [worker, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const errors: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => errors.push(chunk));
  return { child, lines, errors };
}

async function kill({ child }: Worker): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function exitOf({ child }: Worker): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'close');
  return child.exitCode;
}
