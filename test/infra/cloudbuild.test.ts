import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { functionNames } from '../../scripts/bundle/function-names.ts';

interface Build {
  readonly timeout: string;
  readonly substitutions: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly id: string; readonly args: readonly string[] }[];
}

const text = readFileSync('cloudbuild.yaml', 'utf8');
const build = parse(text) as Build;

describe('cloudbuild.yaml', () => {
  it('checks before it builds, and builds before it deploys', () => {
    expect(build.steps.map(({ id }) => id)).toEqual(['check', 'image', 'push', 'deploy']);
  });

  it('rolls out every function that is built', () => {
    const script = build.steps.at(-1)?.args.at(-1) ?? '';
    const names = /for name in ([a-z ]+);/.exec(script)?.[1]?.split(' ');

    expect(names?.toSorted()).toEqual([...functionNames].toSorted());
  });

  it('builds on the Node of the Dockerfile', () => {
    const [, image] = /^ARG NODE_IMAGE=(.+)$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];

    expect(build.substitutions['_NODE_IMAGE']).toBe(image);
  });

  it('uses only substitutions that exist', () => {
    const used = [...text.matchAll(/\$\{(_[A-Z_]+)\}/g)].map(([, name]) => name ?? '');

    expect(used.filter((name) => !(name in build.substitutions))).toEqual([]);
  });

  it('has a limit in time', () => {
    expect(build.timeout).toMatch(/^\d+s$/);
  });
});
