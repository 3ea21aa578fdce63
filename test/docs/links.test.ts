import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = [...globSync('*.md'), ...globSync('docs/**/*.md')].toSorted();
const readme = readFileSync('README.md', 'utf8');

describe('the pages', () => {
  it.each(pages)('%s links to files that are there', (page) => {
    const found = readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g);
    const targets = [...found].map(([, target = '']) => target);

    expect(targets.filter((target) => !existsSync(join(dirname(page), target)))).toEqual([]);
  });

  it('are all in the README, each in one row', () => {
    const documents = pages.filter((page) => /^docs\/(?!adr\/)/.test(page));
    const rows = documents.map((page) => [page, readme.split(`| [${page}](${page})`).length - 1]);

    expect(documents.length).toBeGreaterThan(10);
    expect(rows.filter(([, count]) => count !== 1)).toEqual([]);
  });
});

describe('README.md', () => {
  it('has a row for every room', () => {
    const rooms = [...globSync('shared/*/'), ...globSync('*/')]
      .map((room) => room.replace(/\/$/, ''))
      .filter((room) => !/^(node_modules|dist|coverage|examples|docs|shared)$/.test(room));

    expect(rooms.length).toBeGreaterThan(10);
    expect(rooms.filter((room) => !readme.includes(`\`${room}/`))).toEqual([]);
  });
});
