import { setMaxListeners } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMailCatcher } from '../../test/fakes/mail-catcher.ts';
import { newDataFolder, removeDataFolder } from '../../test/fakes/tenantry-process.ts';
import type { ChaosResult } from './chaos-result.ts';
import type { ChaosWorld } from './chaos-world.ts';
import { type Deleted, deleteEverybody } from './delete-everybody.ts';
import { learnQuietRun } from './learn-quiet-run.ts';
import { planStage } from './plan-stage.ts';
import { createProgramLives } from './program-lives.ts';
import { seededRandom } from './seeded-random.ts';
import type { WishOutcome } from './send-wish.ts';
import { type SignedUp, signUpEverybody } from './sign-up-everybody.ts';

export interface ChaosOptions {
  readonly tenants: number;
  /** Half of them while tenants sign up, half while they are deleted. */
  readonly kills: number;
  /** Draws the moments of all kills; what exactly they meet is up to the machine. */
  readonly seed: number;
}

/**
 * Signs tenants up at the real program and deletes them again, killing it all the while, and counts
 * what came of it. Ends its process and removes its data whatever happens; rejects with the signal's
 * reason.
 */
export async function runChaos(
  options: ChaosOptions,
  { report, signal }: Pick<ChaosWorld, 'report' | 'signal'>,
): Promise<ChaosResult> {
  // Every customer listens to it.
  setMaxListeners(0, signal);
  const dataFolder = newDataFolder();
  const callsLog = join(dataFolder, 'outside-calls.log');
  writeFileSync(callsLog, '');
  const mails = await startMailCatcher();
  const environment = {
    NODE_OPTIONS: `--import=${watcherUrl(callsLog)}`,
    FRAPPE_WELCOME_MAIL: 'on',
    MAIL_FROM: 'hello@example.com',
    SMTP_URL: mails.url,
  };
  const lives = createProgramLives({ dataFolder, environment, signal });
  try {
    const result = await allStages(options, { lives, dataFolder, mails, report, signal });
    const calls = readFileSync(callsLog, 'utf8').split('\n').slice(0, -1);
    const outsideCalls = calls.filter((target) => target !== `127.0.0.1:${mails.port}`);
    return {
      ...result,
      outsideCalls: outsideCalls.length,
      faults: [...result.faults, ...outsideCalls.map((target) => `The program called ${target}`)],
    };
  } catch (error) {
    // Everything breaks off when the run is ended; the reason is what its starter wants to know.
    signal.throwIfAborted();
    throw error;
  } finally {
    await lives.kill();
    await mails.close();
    removeDataFolder(dataFolder);
  }
}

function watcherUrl(callsLog: string): string {
  const url = new URL('./report-connections.ts', import.meta.url);
  url.searchParams.set('log', callsLog);
  return url.href;
}

async function allStages(
  { tenants: count, kills, seed }: ChaosOptions,
  world: ChaosWorld,
): Promise<ChaosResult> {
  const random = seededRandom(seed);
  const killsOfSignUp = Math.ceil(kills / 2);
  const quiet = await learnQuietRun(world);
  const signedUp = await signUpEverybody(world, quiet, {
    plan: planStage({ kills: killsOfSignUp, customers: count }, random),
    slugs: Array.from({ length: count }, (_, number) => `customer-${number + 1}`),
  });
  const { tenants } = signedUp;
  const deleted = await deleteEverybody(world, quiet, {
    plan: planStage({ kills: kills - killsOfSignUp, customers: tenants.length }, random),
    tenants,
  });
  const { lives } = world;
  const counts = countsOf(signedUp, deleted);
  return {
    ...counts,
    tenants: count,
    killsWanted: kills,
    kills: lives.kills(),
    restarts: lives.starts() - 1,
    outsideCalls: 0,
  };
}

function countsOf(
  signedUp: SignedUp,
  deleted: Deleted,
): Omit<ChaosResult, 'tenants' | 'killsWanted' | 'kills' | 'restarts' | 'outsideCalls'> {
  const { missing, doubled } = signedUp.objects;
  const { mails } = signedUp;
  const left = deleted.objects.doubled;
  // What was written during the sign-ups is still different after the deletes.
  const foreign = [...new Set([...signedUp.objects.foreign, ...deleted.objects.foreign])];
  const stuck = [...signedUp.stuck, ...deleted.stuck];
  const { lost, doubledTenants } = signedUp;
  return {
    signUpsResent: resends(signedUp.outcomes),
    signUpsReplayed: signedUp.outcomes.filter(({ isReplayed }) => isReplayed).length,
    deletesResent: resends(deleted.outcomes),
    active: signedUp.active,
    deleted: deleted.deleted,
    lost: lost.length,
    stuck: stuck.length,
    doubledTenants: doubledTenants.length,
    mails: mails.sent,
    mailsAsked: mails.asked,
    mailsDoubled: mails.doubled.length,
    mailsLost: mails.lost.length,
    doubledObjects: doubled.length,
    missingObjects: missing.length,
    objectsLeft: left.length,
    foreignWrites: foreign.length,
    faults: [
      lost,
      stuck,
      doubledTenants,
      doubled,
      missing,
      left,
      foreign,
      mails.doubled,
      mails.lost,
    ].flat(),
  };
}

function resends(outcomes: readonly WishOutcome[]): number {
  return outcomes.reduce((sum, outcome) => sum + outcome.resends, 0);
}
