import type { JsonObject } from '../shared/tenant/json.ts';
import type { OptionTable, OptionValues } from './command.ts';
import { paramOptions, paramPatch } from './param-patch.ts';
import { parseWholeNumber } from './parse-whole-number.ts';
import { UsageError } from './usage-error.ts';

/** What a suspension is told. */
export const suspensionOptions = {
  reason: { type: 'string', value: 'text', help: 'Why, for people and the audit trail; needed' },
} as const satisfies OptionTable;

/** What an upgrade is told. */
export const upgradeOptions = {
  version: {
    type: 'string',
    value: 'version',
    help: 'Version of the product, not an older one; else the newest',
  },
  ...paramOptions,
} as const satisfies OptionTable;

/** What a rollback is told. */
export const rollbackOptions = {
  revision: {
    type: 'string',
    value: 'n',
    help: 'Number of a revision; else the last one that worked, but not the present one',
  },
} as const satisfies OptionTable;

/** The body of a suspension. Throws `UsageError` without a reason. */
export function suspensionBody(
  { reason }: OptionValues<typeof suspensionOptions>,
  command: string,
): JsonObject {
  if (reason !== undefined && reason.trim() !== '') return { reason };
  throw new UsageError('Option "--reason" is needed: why, such as --reason unpaid', command);
}

/** The body of an upgrade. Throws `UsageError`. */
export function upgradeBody(
  { version, ...rest }: OptionValues<typeof upgradeOptions>,
  command: string,
): JsonObject {
  const params = paramPatch({}, rest, command);
  return {
    ...(version !== undefined && { version }),
    ...(Object.keys(params).length > 0 && { params }),
  };
}

/** The body of a rollback. Throws `UsageError`. */
export function rollbackBody(
  options: OptionValues<typeof rollbackOptions>,
  command: string,
): JsonObject {
  const rule = { option: 'revision', command, min: 1, max: 999_999_999 };
  const revision = parseWholeNumber(options.revision, rule);
  return revision === undefined ? {} : { revision };
}
