import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../../../shared/adapters/kubernetes/read-body.ts';

function aResponse(...chunks: readonly Buffer[]): IncomingMessage {
  return Readable.from(chunks) as IncomingMessage;
}

describe('readBody()', () => {
  it('joins characters that were cut in two', async () => {
    const bytes = Buffer.from('Zürich');

    expect(await readBody(aResponse(bytes.subarray(0, 2), bytes.subarray(2)))).toBe('Zürich');
  });

  it('reads as much as the limit says and not a byte more', async () => {
    const chunks = [Buffer.alloc(4, 'a'), Buffer.alloc(4, 'a')];

    expect(await readBody(aResponse(...chunks), 8)).toHaveLength(8);
    await expect(readBody(aResponse(...chunks), 7)).rejects.toMatchObject({ fault: 'too_large' });
  });
});
