import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../cli/interrupted-error.ts';
import { inputBytesMax, readInput } from '../../cli/read-input.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-cli-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const { signal } = new AbortController();

function source(path: string, stdin = Readable.from([])) {
  return { path, stdin, signal };
}

function file(content: string | Buffer): string {
  const path = join(folder, 'values.yaml');
  writeFileSync(path, content);
  return path;
}

describe('readInput()', () => {
  it('returns the text of a file', async () => {
    await expect(readInput(source(file('a: Zürich\n')))).resolves.toBe('a: Zürich\n');
  });

  it('returns the text of stdin for -', async () => {
    const stdin = Readable.from([Buffer.from('a: '), Buffer.from('1')]);

    await expect(readInput(source('-', stdin))).resolves.toBe('a: 1');
  });

  it('takes 1 MB and refuses a byte more', async () => {
    await expect(readInput(source(file(Buffer.alloc(inputBytesMax, 'a'))))).resolves.toHaveLength(
      inputBytesMax,
    );
    await expect(
      readInput(source(file(Buffer.alloc(inputBytesMax + 1, 'a')))),
    ).rejects.toMatchObject({ code: 'input_too_large' });
  });

  it('stops reading a stream without end', async () => {
    let chunks = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          chunks += 1;
          yield Buffer.alloc(64 * 1024);
        }
      })(),
    );

    await expect(readInput(source('-', endless))).rejects.toMatchObject({
      code: 'input_too_large',
    });

    expect(chunks).toBeLessThan(64);
  });

  it.each([
    ['missing.yaml', 'there is no such file'],
    ['.', 'it is a folder'],
  ])('says of %s that %s', async (name, why) => {
    await expect(readInput(source(join(folder, name)))).rejects.toMatchObject({
      code: 'input_unreadable',
      message: expect.stringContaining(why),
    });
  });

  it('refuses what is not UTF-8', async () => {
    await expect(readInput(source(file(Buffer.from([0x61, 0xff]))))).rejects.toMatchObject({
      code: 'input_unreadable',
      message: expect.stringContaining('it is not UTF-8 text'),
    });
  });

  it('ends when it is interrupted', async () => {
    const interrupt = new AbortController();
    const stdin = new Readable({ read: () => undefined });
    setTimeout(() => interrupt.abort(new InterruptedError()), 20);

    const read = readInput({ path: '-', stdin, signal: interrupt.signal });

    await expect(read).rejects.toBeInstanceOf(InterruptedError);
  });
});
