import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/alerts.md', 'utf8');
const rows = [...page.matchAll(/^\| `([^`]+)` \| (ERROR|WARNING|INFO) \|/gm)];
const sources = globSync('{functions,shared}/**/*.ts')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const methods: Readonly<Record<string, string>> = { ERROR: 'error', WARNING: 'warn', INFO: 'info' };

describe('docs/alerts.md', () => {
  it('lists alerts', () => {
    expect(rows.length).toBeGreaterThan(5);
  });

  it.each(rows.map(([, message = '', severity = '']) => [message, severity]))(
    'names a line that is written: %s',
    (message) => {
      expect(sources).toContain(`'${message}'`);
    },
  );

  it('has every line that is written as an error', () => {
    const written = [...sources.matchAll(/logger\.error\('([^']+)'|failure: '([^']+)'/g)];
    const messages = written.map(([, line, failure]) => line ?? failure ?? '');

    expect(messages.length).toBeGreaterThan(5);
    expect(messages.filter((message) => !page.includes(`| \`${message}\` | ERROR |`))).toEqual([]);
  });

  it.each(
    rows
      .map(([, message = '', severity = '']) => [message, methods[severity] ?? ''] as const)
      .filter(([message]) => sources.includes(`logger.error('${message}'`)),
  )('knows how bad it is: %s', (_message, method) => {
    expect(method).toBe('error');
  });
});
