import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const tailLines = 15;

/** The last lines of a log under its name, for an error that a person reads. */
export function logTail(path: string): string {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  return `The end of ${basename(path)}:\n${lines.slice(-tailLines).join('\n')}`;
}
