import type { ObservedObject } from '../../shared/kubernetes/object.ts';
import type { MailCatcher } from '../../test/fakes/mail-catcher.ts';
import type { NamedTenant } from './judge-objects.ts';
import type { ProgramLives } from './program-lives.ts';
import type { Sender } from './send-wish.ts';

/** What all stages of the demonstration act on. */
export interface ChaosWorld extends Sender {
  readonly lives: ProgramLives;
  /** The program's data. */
  readonly dataFolder: string;
  readonly mails: MailCatcher;
  /** Takes a line for the person who watches. */
  readonly report: (line: string) => void;
}

/** What the run without kills has shown, to compare the others with. */
export interface QuietRun {
  readonly neighbour: NamedTenant;
  /** Every object of the cluster, strangers' included. */
  readonly objects: readonly ObservedObject[];
  readonly roles: readonly string[];
}
