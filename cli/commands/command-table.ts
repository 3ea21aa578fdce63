import type { Command } from '../command.ts';
import { cancelCommand } from './cancel-command.ts';
import { createCommand } from './create-command.ts';
import { deadLettersCommand } from './dead-letters-command.ts';
import { deleteCommand } from './delete-command.ts';
import { effectsCommand } from './effects-command.ts';
import { eventsCommand } from './events-command.ts';
import { getCommand } from './get-command.ts';
import { listCommand } from './list-command.ts';
import { logsCommand } from './logs-command.ts';
import { objectsCommand } from './objects-command.ts';
import { operationsCommand } from './operations-command.ts';
import { planCommand } from './plan-command.ts';
import { productsCommand } from './products-command.ts';
import { renderCommand } from './render-command.ts';
import { restoreCommand } from './restore-command.ts';
import { resumeCommand } from './resume-command.ts';
import { retryCommand } from './retry-command.ts';
import { revisionsCommand } from './revisions-command.ts';
import { rollbackCommand } from './rollback-command.ts';
import { settleCommand } from './settle-command.ts';
import { statusCommand } from './status-command.ts';
import { suspendCommand } from './suspend-command.ts';
import { updateCommand } from './update-command.ts';
import { upgradeCommand } from './upgrade-command.ts';
import { watchCommand } from './watch-command.ts';

/** Every command, in the order of the help. */
export const commandTable: readonly Command[] = [
  createCommand,
  listCommand,
  getCommand,
  statusCommand,
  watchCommand,
  updateCommand,
  upgradeCommand,
  rollbackCommand,
  suspendCommand,
  resumeCommand,
  retryCommand,
  cancelCommand,
  deleteCommand,
  restoreCommand,
  planCommand,
  eventsCommand,
  operationsCommand,
  revisionsCommand,
  objectsCommand,
  logsCommand,
  effectsCommand,
  settleCommand,
  productsCommand,
  deadLettersCommand,
  renderCommand,
];
