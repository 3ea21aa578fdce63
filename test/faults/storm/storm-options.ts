import { parseArgs } from 'node:util';
import type { CompareOptions } from './compare-storm.ts';

const usage = 'usage: npm run bench -- storm [--tenants N] [--seed N]';

/** How large a storm: 200 tenants when nothing is said. Throws a sentence with the usage. */
export function parseStormOptions(args: readonly string[]): CompareOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tenants: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
    },
  });
  const { tenants, seed } = values;
  return { tenants: wholeNumber('--tenants', tenants), seed: wholeNumber('--seed', seed) };
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Error(`Cannot read ${option} "${text}": it must be a whole number from 1\n${usage}`);
}
