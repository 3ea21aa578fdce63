import { setTimeout as sleep } from 'node:timers/promises';
import type { Sender } from './send-wish.ts';

/** What the API says of a tenant: its status, or `410`, `404` … */
export type Seen = string;

/** How long tenants have from the last kill on. */
const settleMsMax = 90_000;
const pollMs = 500;

/** Asks for each tenant until all say `wanted`, at most 90 s; resolves to what each said last. */
export async function awaitSettled(
  sender: Sender,
  ids: readonly string[],
  wanted: Seen,
): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>();
  const endsAt = Date.now() + settleMsMax;
  for (;;) {
    const open = ids.filter((id) => seen.get(id) !== wanted);
    for (const [id, said] of await Promise.all(open.map(async (id) => await look(sender, id)))) {
      seen.set(id, said);
    }
    if (ids.every((id) => seen.get(id) === wanted) || Date.now() > endsAt) return seen;
    await sleep(pollMs, undefined, { signal: sender.signal });
  }
}

async function look({ lives, signal }: Sender, id: string): Promise<readonly [string, Seen]> {
  const response = await fetch(`${await lives.address()}/tenants/${id}/status`, { signal });
  const text = await response.text();
  return [id, response.ok ? statusIn(text) : String(response.status)];
}

function statusIn(text: string): string {
  const { status } = JSON.parse(text) as { readonly status: string };
  return status;
}
