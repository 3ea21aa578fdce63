import { readFileSync } from 'node:fs';

/** One answer of the real API, as it was recorded. */
export interface RecordedAnswer {
  /** Method and address of the request that it answered. */
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const text = readFileSync(new URL('answers.json', import.meta.url), 'utf8');
const answers = JSON.parse(text) as Readonly<Record<string, RecordedAnswer>>;

/** The name of every recorded answer. */
export const recordedNames: readonly string[] = Object.keys(answers);

/** The recorded answer of this name in `answers.json`. */
export function recorded(name: string): RecordedAnswer {
  const answer = answers[name];
  if (answer === undefined) throw new Error(`No answer was recorded as "${name}"`);
  return answer;
}

/** Id of the tenant "acme" in the recorded answers. */
export const acmeId = String(recorded('created').body['id']);

/** Id of the operation that creates it. */
export const createId = operationIdOf('created');

/** Id of the tenant "broken", whose creation fails and that is deleted then. */
export const brokenId = String(recorded('created_broken').body['id']);

/** Id of the latest operation of the tenant in an answer. */
export function operationIdOf(name: string): string {
  const { operation } = recorded(name).body as { readonly operation: { readonly id: string } };
  return operation.id;
}
