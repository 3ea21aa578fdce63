import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosWorld } from './chaos-world.ts';
import type { Life, StagePlan } from './plan-stage.ts';
import { type Sender, sendWish, type Wish, type WishOutcome } from './send-wish.ts';

/** One stage of the demonstration: everybody sends a wish while the program is killed. */
export interface Stage {
  readonly plan: StagePlan;
  /** The wish of each customer. */
  readonly wishes: readonly Wish[];
  /** What the wishes are called: `sign-ups`. */
  readonly noun: string;
}

interface Sent {
  readonly outcome: Promise<WishOutcome>;
  isAnswered: boolean;
}

/** Runs all lives of the plan and leaves the program running; resolves to each customer's answer. */
export async function runStage(
  world: ChaosWorld,
  { plan, wishes, noun }: Stage,
): Promise<readonly WishOutcome[]> {
  const sent = new Map<number, Sent>();
  const send = (numbers: readonly number[]) => {
    for (const number of numbers) {
      const wish = wishes[number];
      if (wish !== undefined) sent.set(number, begin(world, wish));
    }
  };
  for (const [index, life] of plan.lives.entries()) {
    const told = await live(world, life, send);
    const open = [...sent.values()].filter(({ isAnswered }) => !isAnswered).length;
    world.report(`kill ${index + 1} of ${plan.lives.length}: ${told}, ${open} ${noun} under way`);
  }
  await world.lives.start();
  send(plan.calm);
  return await Promise.all(wishes.map(async (_, number) => await outcomeOf(sent, number)));
}

function begin(sender: Sender, wish: Wish): Sent {
  const sent: Sent = {
    isAnswered: false,
    outcome: sendWish(sender, wish).finally(() => {
      sent.isAnswered = true;
    }),
  };
  // It is awaited after the last life; until then its failure must not end the process.
  sent.outcome.catch(() => undefined);
  return sent;
}

async function outcomeOf(sent: ReadonlyMap<number, Sent>, number: number): Promise<WishOutcome> {
  const found = sent.get(number);
  if (found === undefined)
    throw new Error(`Cannot await wish ${number}: the plan does not send it`);
  return await found.outcome;
}

async function live(
  { lives, signal }: ChaosWorld,
  life: Life,
  send: (numbers: readonly number[]) => void,
): Promise<string> {
  if (life.kind === 'starting') {
    await lives.startAndKill(life.killAfterMs);
    return `${life.killAfterMs} ms after it was started`;
  }
  await lives.start();
  await sleep(life.wishesAfterMs, undefined, { signal });
  send(life.wishes);
  await sleep(life.killAfterMs, undefined, { signal });
  await lives.kill();
  return `${life.wishesAfterMs + life.killAfterMs} ms after it listened`;
}
