import { writeSync } from 'node:fs';
import { createEmbeddedQueue } from '../../shared/adapters/embedded/create-embedded-queue.ts';
import { createEmbeddedStore } from '../../shared/adapters/embedded/create-embedded-store.ts';
import { openDatabase } from '../../shared/adapters/embedded/open-database.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { aHint } from '../builders/a-hint.ts';
import { aSetting } from '../builders/a-setting.ts';

/** A process of its own on the embedded database: `embedded-worker.ts <job> <path> [<count>]`. */
const [job = '', path = '', count = '0'] = process.argv.slice(2);
const database = openDatabase(path);
const clock = { now: Date.now };
const store = createEmbeddedStore(database, { clock });
const queue = createEmbeddedQueue(database, {
  clock,
  random: Math.random,
  limits: { leaseMs: 1_000 },
});

/** Reports without a buffer: what is printed was said before the process could die. */
function report(line: string): void {
  writeSync(1, `${line}\n`);
}

/** Commits one document and one hint after another, and reports each once it is accepted. */
async function writeUntilKilled(): Promise<void> {
  for (let number = 1; number <= 100_000; number += 1) {
    await store.transact(async (transaction) =>
      transaction.create('settings', `write-${number}`, aSetting({ value: 'x'.repeat(2_000) })),
    );
    await queue.publish(aHint(`tenant-${number}`));
    report(String(number));
  }
}

async function incrementMany(): Promise<void> {
  for (let number = 0; number < Number(count); number += 1) await incrementOnce();
  report('done');
  database.close();
}

/** Contention is an honest answer: the caller tries again. */
async function incrementOnce(): Promise<void> {
  try {
    await store.transact(async (transaction) => {
      const value = Number((await transaction.get('settings', 'counter'))?.value ?? 0);
      transaction.put('settings', 'counter', aSetting({ value: String(value + 1) }));
    });
  } catch (error) {
    if (!(error instanceof TenantryError && error.code === 'store_contention')) throw error;
    report('contention');
    await incrementOnce();
  }
}

function consumeWithoutEnd(): void {
  const onHint = async (hint: { readonly tenant_id: string }) => {
    report(hint.tenant_id);
    await new Promise(() => undefined);
  };
  queue.startConsumer({ onHint, onDeadLetter: async () => undefined }, { concurrency: 1 });
}

if (job === 'write') await writeUntilKilled();
else if (job === 'increment') await incrementMany();
else if (job === 'consume') consumeWithoutEnd();
else throw new Error(`Cannot do job "${job}": it is unknown`);
