import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/** Most names that one message lists. */
const namesMax = 40;

/**
 * What is wrong, in our own words and without the value that was given. It is a zod error map: a
 * message that a schema has of its own comes before it.
 */
export function issueMessage(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(issue.expected, issue.input);
    case 'too_small':
      return boundMessage(issue, 'least', issue.minimum);
    case 'too_big':
      return boundMessage(issue, 'most', issue.maximum);
    case 'invalid_format':
      return formatMessage(issue);
    case 'not_multiple_of':
      return `Must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return unknownMessage(namesOf(issue.inst));
    case 'invalid_value':
      return `Must be ${oneOf(issue.values)}`;
    case 'invalid_union':
      return unionMessage(issue);
    case 'invalid_key':
    case 'invalid_element':
      // The inner schema's words say what is wrong with it.
      return issue.issues[0]?.message ?? fallback;
    case 'custom':
      return fallback;
    default:
      return issue satisfies never;
  }
}

const fallback = 'Is not valid';

/** The fault of a name that is none of these. */
export function unknownMessage(known: readonly string[]): string {
  const listed = known.slice(0, namesMax).join(', ');
  const rest = known.length > namesMax ? ', …' : '';
  if (known.length === 0) return 'Is not known here';
  return `Is not known; known ${known.length === 1 ? 'is' : 'are'} ${listed}${rest}`;
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

function typeMessage(expected: string, input: unknown): string {
  if (input === undefined) return 'Is required';
  if (expected === 'never') return 'Must be left out';
  const wanted = nouns[expected];
  if (wanted === undefined) return fallback;
  const given = givenNoun(input);
  return given === undefined ||
    given === wanted ||
    (expected === 'int' && given === nouns['number'])
    ? `Must be ${wanted}`
    : `Must be ${wanted}, not ${given}`;
}

/** What kind of value was given; undefined for what JSON does not have. */
function givenNoun(input: unknown): string | undefined {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'boolean') return 'a boolean';
  return nouns[typeof input];
}

type Bound = Extract<Issue, { readonly code: 'too_small' | 'too_big' }>;

function boundMessage(
  { origin, inclusive, exact }: Bound,
  side: 'least' | 'most',
  limit: number | bigint,
): string {
  const unit = units[origin];
  if (unit !== undefined) {
    const isFilled = side === 'least' && limit === 1 && exact !== true;
    const how = exact === true ? 'exactly' : `at ${side}`;
    return isFilled ? 'Must not be empty' : `Must have ${how} ${counted(limit, unit)}`;
  }
  if (inclusive === false) return `Must be ${side === 'least' ? 'above' : 'below'} ${limit}`;
  return `Must be at ${side} ${limit}`;
}

function counted(count: number | bigint, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** What is counted of a value that has a size. */
const units: Readonly<Record<string, string>> = {
  string: 'character',
  array: 'item',
  set: 'item',
  map: 'member',
  object: 'member',
  record: 'member',
  file: 'byte',
};

type Format = Extract<Issue, { readonly code: 'invalid_format' }>;

const formats: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'a UUID',
  guid: 'a UUID',
  datetime: 'an RFC 3339 time, such as 2026-01-31T12:00:00Z',
  date: 'a date, such as 2026-01-31',
  time: 'a time of day, such as 12:00:00',
  duration: 'an ISO 8601 duration, such as PT1H',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  cidrv4: 'an IPv4 range, such as 10.0.0.0/8',
  cidrv6: 'an IPv6 range, such as fd00::/8',
  hostname: 'a host name',
  base64: 'base64',
  base64url: 'base64url',
  lowercase: 'in lower case',
  uppercase: 'in upper case',
};

function formatMessage(issue: Format): string {
  const { format, pattern } = issue;
  const known = formats[format];
  if (known !== undefined) return `Must be ${known}`;
  if (format === 'starts_with') return `Must begin with "${String(issue['prefix'])}"`;
  if (format === 'ends_with') return `Must end with "${String(issue['suffix'])}"`;
  if (format === 'includes') return `Must contain "${String(issue['includes'])}"`;
  return format === 'regex' && pattern !== undefined ? `Must match ${pattern}` : fallback;
}

type Union = Extract<Issue, { readonly code: 'invalid_union' }>;

function unionMessage(issue: Union): string {
  const { errors, input } = issue;
  const options: unknown = issue['options'];
  if (Array.isArray(options)) return `Must be ${oneOf(options)}`;
  const expected = errors.map(([first]) =>
    first?.code === 'invalid_type' && first.path.length === 0 ? first.expected : undefined,
  );
  const wanted = expected.flatMap((name) => nouns[name ?? ''] ?? []);
  const isOfType = wanted.length > 0 && wanted.length === errors.length;
  if (!isOfType) return 'Has none of the forms that are taken here';
  return input === undefined ? 'Is required' : `Must be ${[...new Set(wanted)].join(' or ')}`;
}

function oneOf(values: readonly unknown[]): string {
  const texts = values
    .filter((value) => value !== undefined)
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return texts.length === 1 ? `${texts[0]}` : `one of ${texts.join(', ')}`;
}

/** The names that an object's schema knows. */
function namesOf(schema: Issue['inst']): readonly string[] {
  const { def } = schema?._zod ?? {};
  const isObject = def !== undefined && 'shape' in def;
  return isObject && typeof def.shape === 'object' && def.shape !== null
    ? Object.keys(def.shape)
    : [];
}
