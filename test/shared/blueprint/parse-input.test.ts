import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInput } from '../../../shared/blueprint/parse-input.ts';

/** `pointer code: message` of each fault. */
function faults(schema: z.ZodType, value: unknown): readonly string[] {
  const parsed = parseInput(schema, value, '/in');
  return parsed.ok
    ? []
    : parsed.errors.map(({ pointer, code, message }) => `${pointer} ${code}: ${message}`);
}

const person = z.strictObject({ name: z.string(), age: z.int().optional() });
const change = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('grow'), by: z.number() }),
  z.strictObject({ do: z.literal('shrink') }),
]);

describe('parseInput()', () => {
  it('returns what the schema made of the input', () => {
    const schema = z.strictObject({ tier: z.string().trim().default('free') });

    expect(parseInput(schema, {}, '')).toEqual({ ok: true, value: { tier: 'free' } });
  });

  it.each<[string, z.ZodType, unknown]>([
    ['/in required: Is required', z.string(), undefined],
    ['/in/name required: Is required', person, {}],
    ['/in wrong_type: Must be a string, not a number', z.string(), 5],
    ['/in wrong_type: Must be a string, not null', z.string(), null],
    ['/in wrong_type: Must be a number, not a list', z.number(), []],
    ['/in wrong_type: Must be a number', z.number(), Number.NaN],
    ['/in wrong_type: Must be a whole number', z.int(), 1.5],
    ['/in wrong_type: Must be a number, not a string', z.int(), '1'],
    ['/in wrong_type: Must be true or false, not a string', z.boolean(), 'true'],
    ['/in wrong_type: Must be a list, not an object', z.array(z.string()), {}],
    ['/in wrong_type: Must be an object, not a list', person, []],
    ['/in wrong_type: Must be an object, not a boolean', z.record(z.string(), z.string()), true],
    ['/in wrong_type: Must be left out', z.never(), 1],
    ['/in wrong_type: Is not valid', z.date(), 'x'],
    ['/in too_short: Must not be empty', z.string().min(1), ''],
    ['/in too_short: Must have at least 2 characters', z.string().min(2), 'a'],
    ['/in too_short: Must have exactly 1 character', z.string().length(1), ''],
    ['/in too_long: Must have at most 1 item', z.array(z.string()).max(1), ['a', 'b']],
    ['/in too_small: Must be at least 1', z.number().min(1), 0],
    ['/in too_small: Must be above 0', z.number().positive(), 0],
    ['/in too_big: Must be at most 9', z.number().max(9), 10],
    ['/in too_big: Must be below 9', z.number().lt(9), 9],
    ['/in invalid: Must be a multiple of 5', z.number().multipleOf(5), 7],
    ['/in invalid_format: Must be an e-mail address', z.email(), 'x'],
    ['/in invalid_format: Must be a UUID', z.uuid(), 'x'],
    ['/in invalid_format: Must begin with "v"', z.string().startsWith('v'), 'x'],
    ['/in invalid_format: Must end with "z"', z.string().endsWith('z'), 'x'],
    ['/in invalid_format: Must contain "y"', z.string().includes('y'), 'x'],
    ['/in invalid_format: Must match /^v/', z.string().regex(/^v/), 'x'],
    ['/in invalid_format: Is not valid', z.cuid2(), '?'],
    ['/in not_allowed: Must be one of fast, slow', z.enum(['fast', 'slow']), 'x'],
    ['/in not_allowed: Must be true', z.literal(true), false],
    ['/in/naem unknown_field: Is not known; known are name, age', person, { name: 'a', naem: 1 }],
    ['/in/a unknown_field: Is not known here', z.strictObject({}), { a: 1 }],
    ['/in invalid: Must be a string or a number', z.union([z.string(), z.number()]), true],
    [
      '/in invalid: Has none of the forms that are taken here',
      z.union([person, z.strictObject({ slug: z.string() })]),
      {},
    ],
    ['/in/do required: Is required', change, {}],
    ['/in/do invalid: Must be one of grow, shrink', change, { do: 'sleep' }],
    ['/in/by unknown_field: Is not known; known is do', change, { do: 'shrink', by: 1 }],
    [
      '/in/k invalid: Must begin with "x-"',
      z.record(z.string().startsWith('x-'), z.string()),
      { k: 'v' },
    ],
    ['/in invalid: Is not valid', z.string().refine(() => false), 'x'],
    ['/in invalid: Is not valid', z.custom(() => false), 'x'],
  ])('says %s', (fault, schema, value) => {
    expect(faults(schema, value)).toEqual([fault]);
  });

  it("keeps a schema's own words", () => {
    expect(faults(z.string('Must be a name'), 5)).toEqual(['/in wrong_type: Must be a name']);
    expect(
      faults(
        z.string().refine(() => false, 'Must rhyme'),
        'x',
      ),
    ).toEqual(['/in invalid: Must rhyme']);
  });

  it('lists at most 40 names that are known', () => {
    const names = Array.from({ length: 50 }, (_, index) => [`n${index}`, z.string().optional()]);

    const [fault = ''] = faults(z.strictObject(Object.fromEntries(names)), { x: 1 });

    expect(fault.split(', ')).toHaveLength(41);
    expect(fault).toMatch(/, …$/);
  });
});
