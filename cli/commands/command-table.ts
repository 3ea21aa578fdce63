import type { Command } from '../command.ts';
import { createCommand } from './create-command.ts';
import { deleteCommand } from './delete-command.ts';
import { eventsCommand } from './events-command.ts';
import { getCommand } from './get-command.ts';
import { listCommand } from './list-command.ts';
import { operationsCommand } from './operations-command.ts';
import { productsCommand } from './products-command.ts';
import { renderCommand } from './render-command.ts';
import { retryCommand } from './retry-command.ts';
import { statusCommand } from './status-command.ts';
import { watchCommand } from './watch-command.ts';

/** Every command, in the order of the help. */
export const commandTable: readonly Command[] = [
  createCommand,
  listCommand,
  getCommand,
  statusCommand,
  watchCommand,
  retryCommand,
  deleteCommand,
  eventsCommand,
  operationsCommand,
  productsCommand,
  renderCommand,
];
