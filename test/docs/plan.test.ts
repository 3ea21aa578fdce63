import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/plan.md', 'utf8');
const files = ['plan-warnings', 'check-live'].map((name) => `shared/use-cases/${name}.ts`);

describe('docs/plan.md', () => {
  it('has a line for every warning', () => {
    const codes = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bcode: '([a-z_]+)'/g)].map(([, code]) => code),
    );

    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([]);
  });
});
