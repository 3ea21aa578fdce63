import { describe, expect, it } from 'vitest';
import { readText } from '../../../shared/adapters/read-text.ts';

describe('readText()', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['größer', 8],
  ])('reads "%s" within %i bytes', async (text, bytesMax) => {
    expect(await readText(new Response(text), bytesMax)).toBe(text);
  });

  it('stops at the first byte too many, also of a body without an end', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(10));
      },
    });

    await expect(readText(new Response(endless), 25)).rejects.toThrow(/more than 25 bytes/);
    expect(sent).toBeLessThan(10);
  });

  it('refuses what is not UTF-8', async () => {
    await expect(readText(new Response(new Uint8Array([0xff])), 10)).rejects.toThrow();
  });
});
