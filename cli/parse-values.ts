import { type Document, type ErrorCode, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { InputError } from '../shared/tenant/errors.ts';
import type { JsonObject } from '../shared/tenant/json.ts';
import { CliError } from './cli-error.ts';

/** Uses of anchors in one file: enough for people, too few to blow up memory ("billion laughs"). */
const aliasesMax = 100;

/** The depth that the API takes (`json_too_deep`). */
const depthMax = 32;

const faultsMax = 20;

/**
 * The values of a YAML 1.2 or JSON file. An empty file has none. Throws `invalid_values` with every
 * fault: bad YAML, several documents, duplicate keys, unknown tags, what JSON cannot hold.
 */
export function parseValues(text: string, name: string): JsonObject {
  const lines = new LineCounter();
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    logLevel: 'error',
  } as const;
  const document = parseDocument(text, options);
  const faults = [...document.errors, ...document.warnings].map((error) => faultOf(error, lines));
  if (faults.length > 0) throw invalid(name, faults);
  const value = valueOfDocument(document, name);
  const shapeFaults = first(faultsMax, faultsOfValue(value, '', 1));
  if (shapeFaults.length > 0) throw invalid(name, shapeFaults);
  if (isMapping(value)) return value;
  throw invalid(name, [fault('', 'wrong_type', 'Must be a mapping of values at its top')]);
}

function valueOfDocument(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: aliasesMax }) ?? {};
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const message = `Uses its anchors too often: ${aliasesMax} times at most`;
    throw invalid(name, [fault('', 'too_many_aliases', message)]);
  }
}

/** What reads badly in the parser's words. */
const ownWords: Readonly<Partial<Record<ErrorCode, string>>> = {
  MULTIPLE_DOCS: 'Must be one document: remove what follows',
  RESOURCE_EXHAUSTION: 'Is nested too deeply',
};

function faultOf({ code, message, pos: [offset] }: YAMLError, lines: LineCounter): InputError {
  const { line, col } = lines.linePos(offset);
  return fault(`line ${line}, column ${col}`, 'invalid_yaml', ownWords[code] ?? message);
}

/** An anchor inside itself has no end, so nobody may look at all faults. */
function first(count: number, faults: Iterable<InputError>): readonly InputError[] {
  const found: InputError[] = [];
  for (const each of faults) {
    found.push(each);
    if (found.length === count) break;
  }
  return found;
}

function* faultsOfValue(value: unknown, pointer: string, depth: number): Generator<InputError> {
  if (depth > depthMax) {
    yield fault(pointer, 'too_deep', `Must be nested at most ${depthMax} levels deep`);
  } else if (isMapping(value) || Array.isArray(value)) {
    for (const [key, member] of Object.entries(value)) {
      const name = key.replaceAll('~', '~0').replaceAll('/', '~1');
      yield* faultsOfValue(member, `${pointer}/${name}`, depth + 1);
    }
  } else if (typeof value === 'object' && value !== null) {
    yield fault(pointer, 'not_json', 'Is of a YAML type that JSON does not have');
  } else if (typeof value === 'number' && !isExact(value)) {
    yield fault(pointer, 'inexact_number', 'Is a number that JSON cannot hold exactly: quote it');
  }
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value));
}

function isMapping(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}

function fault(pointer: string, code: string, message: string): InputError {
  return { pointer, code, message };
}

function invalid(name: string, errors: readonly InputError[]): CliError {
  const count = errors.length === 1 ? 'one fault' : `${errors.length} faults`;
  return new CliError('invalid_values', `Cannot use the values of "${name}": they have ${count}`, {
    errors: errors.slice(0, faultsMax),
  });
}
