import { describe, expect, it } from 'vitest';
import type { PageQuery } from '../../cli/client.ts';
import { itemsMax, readPages } from '../../cli/read-pages.ts';
import { UsageError } from '../../cli/usage-error.ts';

/** A list of so many numbers; its cursor is the next number. */
function listOf(count: number, asked: PageQuery[] = []) {
  return async (page: PageQuery) => {
    asked.push(page);
    const { limit = 50, cursor = '0' } = page;
    const start = Number(cursor);
    const end = Math.min(count, start + limit);
    const items = Array.from({ length: end - start }, (_, index) => start + index);
    return { items, next_cursor: end < count ? String(end) : null };
  };
}

const one = { limit: undefined, cursor: undefined, all: false };

describe('readPages()', () => {
  it('reads one page as the server makes it', async () => {
    const asked: PageQuery[] = [];

    const page = await readPages({ command: 'list', options: one, readPage: listOf(60, asked) });

    expect(page).toMatchObject({ items: { length: 50 }, next_cursor: '50' });
    expect(asked).toEqual([{}]);
  });

  it('goes on where the cursor points', async () => {
    const options = { ...one, limit: '5', cursor: '57' };

    const page = await readPages({ command: 'list', options, readPage: listOf(60) });

    expect(page).toEqual({ items: [57, 58, 59], next_cursor: null });
  });

  it('reads all pages, as large as they may be', async () => {
    const asked: PageQuery[] = [];
    const options = { ...one, all: true };

    const page = await readPages({ command: 'list', options, readPage: listOf(450, asked) });

    expect(page.items).toEqual(Array.from({ length: 450 }, (_, index) => index));
    expect(page.next_cursor).toBeNull();
    expect(asked).toEqual([
      { limit: 200 },
      { limit: 200, cursor: '200' },
      { limit: 200, cursor: '400' },
    ]);
  });

  it('stops at the limit and returns the cursor of what is left', async () => {
    const options = { ...one, all: true };

    const page = await readPages({ command: 'list', options, readPage: listOf(itemsMax + 1) });

    expect(page.items).toHaveLength(itemsMax);
    expect(page.next_cursor).toBe(String(itemsMax));
  });

  it('rejects with a usage error for a limit that no page has', async () => {
    const options = { ...one, limit: '201' };

    await expect(
      readPages({ command: 'list', options, readPage: listOf(1) }),
    ).rejects.toBeInstanceOf(UsageError);
  });
});
