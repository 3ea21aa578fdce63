import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { paramsSchema } from '../../shared/blueprint/params-schema.ts';
import { createCodetetherBlueprint } from '../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import { runCommand } from '../cli/commands/run-command.ts';
import { codetetherSettings } from '../shared/blueprints/codetether/a-codetether.ts';

const page = readFileSync('docs/products/codetether.md', 'utf8');

/** What stands between the fences of this language. */
function blocks(language: string): readonly string[] {
  const fence = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g');
  return [...page.matchAll(fence)].map(([, text = '']) => text);
}

function objectsOf(yaml: string): readonly unknown[] {
  return parseAllDocuments(yaml).map((document) => document.toJS());
}

interface Property {
  readonly properties?: Readonly<Record<string, Property>>;
}

/** `image.tag` and the like, and the names at the top that hold no others. */
function paths(name: string, { properties }: Property): readonly string[] {
  if (properties === undefined) return [name];
  return Object.entries(properties).flatMap(([part, inner]) => paths(`${name}.${part}`, inner));
}

describe('docs/products/codetether.md', () => {
  it('shows the values that the example file holds', () => {
    const [values = ''] = blocks('yaml');

    expect(readFileSync('examples/codetether.yaml', 'utf8')).toContain(values);
  });

  it('has commands that render what the golden files hold', async () => {
    const lines = (blocks('sh')[0] ?? '').trim().split('\n');

    const runs = await Promise.all(
      lines.map(async (line) => await runCommand(line.replace('npx tenantry ', '').split(' '))),
    );

    const goldens = ['my-values', 'quick-install'].map((name) =>
      readFileSync(`test/golden/codetether/${name}.golden.yaml`, 'utf8'),
    );
    expect(runs.map(({ err }) => err)).toEqual(['', '']);
    expect(runs.map(({ out }) => objectsOf(out))).toEqual(goldens.map(objectsOf));
  });

  it('lists every param', () => {
    const { properties = {} } = paramsSchema(
      createCodetetherBlueprint(codetetherSettings()),
    ) as Property;

    const names = Object.entries(properties).flatMap(([name, inner]) => paths(name, inner));

    expect(names).toContain('image.tag');
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
