import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/plan.md', 'utf8');
const files = ['plan-warnings', 'check-live'].map((name) => `shared/use-cases/${name}.ts`);

const ofProducts = globSync('shared/blueprints/*/*-warnings.ts').toSorted();

describe('the pages of products', () => {
  it.each(ofProducts)('have a line for every warning of %s', (file) => {
    const [product = ''] = /(?<=blueprints\/)[a-z-]+/.exec(file) ?? [];
    const codes = [...readFileSync(file, 'utf8').matchAll(/\bcode: '([a-z_]+)'/g)];
    const text = readFileSync(`docs/products/${product}.md`, 'utf8');

    expect(codes.length).toBeGreaterThan(0);
    expect(codes.map(([, code]) => code).filter((code) => !text.includes(`\`${code}\``))).toEqual(
      [],
    );
  });
});

describe('docs/plan.md', () => {
  it('has a line for every warning', () => {
    const codes = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bcode: '([a-z_]+)'/g)].map(([, code]) => code),
    );

    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([]);
  });
});
