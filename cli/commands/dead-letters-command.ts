import { deadLetterStates } from '../../shared/tenant/dead-letter.ts';
import { defineCommand, type ExitCode, type OptionValues } from '../command.ts';
import type { CommandContext } from '../command-context.ts';
import { printAnswer } from '../print-answer.ts';
import { notePage, pageOptions, readPages } from '../read-pages.ts';
import { UsageError } from '../usage-error.ts';
import { deadLetterTable } from '../views/dead-letter-table.ts';

const name = 'dead-letters';

const options = {
  state: {
    type: 'string',
    value: 'state',
    choices: deadLetterStates,
    help: `With list: only those of this state: ${deadLetterStates.join(', ')}`,
  },
  ...pageOptions,
} as const;

/** `tenantry dead-letters`. */
export const deadLettersCommand = defineCommand({
  name,
  summary: 'List, redrive or discard messages that nobody could work on',
  description:
    'Needs an admin key for all organizations. A redriven hint that fails again becomes a new dead letter; what cannot be read can only be discarded.',
  args: {
    action: { help: 'list, redrive or discard' },
    id: { help: 'With redrive and discard: id of the message', isOptional: true },
  },
  options,
  examples: [
    { line: 'tenantry dead-letters list --state open', does: 'Show what waits for a decision' },
    {
      line: 'tenantry dead-letters redrive 2070443601311540',
      does: 'Publish its hint again once the cause is mended',
    },
  ],
  run: async (context, { args: { action, id }, options: given }) => {
    if (action === 'list') return await list(context, id, given);
    if (action !== 'redrive' && action !== 'discard') {
      throw new UsageError(`Unknown action "${action}": use list, redrive or discard`, name);
    }
    if (id === undefined) throw new UsageError('Missing <id>', name);
    const value = await context.client().settleDeadLetter(id, action);
    printAnswer(context, { value, tables: [deadLetterTable([value])] });
    return 0;
  },
});

async function list(
  context: CommandContext,
  id: string | undefined,
  given: OptionValues<typeof options>,
): Promise<ExitCode> {
  if (id !== undefined) throw new UsageError(`Unexpected argument "${id}"`, name);
  const { state } = given;
  const client = context.client();
  const readPage = (page: object) => client.listDeadLetters({ state }, page);
  const { items, next_cursor } = await readPages({ command: name, options: given, readPage });
  const value = { dead_letters: items, next_cursor };
  printAnswer(context, { value, tables: [deadLetterTable(items)] });
  notePage(context, { items, next_cursor }, 'dead letters');
  return 0;
}
