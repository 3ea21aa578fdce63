import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../cli/create-world.ts';
import { InterruptedError } from '../../cli/interrupted-error.ts';

function world(stdout: PassThrough, signal = new AbortController().signal) {
  const parts = { env: {}, stdin: Readable.from([]), stdout, stderr: new PassThrough() };
  return createWorld(parts, signal);
}

describe('createWorld()', () => {
  it('paints nothing and cuts nothing where there is no terminal', () => {
    const { out } = world(new PassThrough()).terminal;

    expect(out.paint('red', 'text')).toBe('text');
    expect(out.columns).toBeUndefined();
  });

  it('knows the width of a terminal', () => {
    const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });

    expect(world(stdout).terminal.out.columns).toBe(80);
  });

  it('sleeps, and wakes when it is interrupted', async () => {
    const interrupt = new AbortController();
    const { time } = world(new PassThrough(), interrupt.signal);
    await time.sleep(1, interrupt.signal);
    setTimeout(() => interrupt.abort(new InterruptedError()), 10);

    await expect(time.sleep(60_000, interrupt.signal)).rejects.toBeInstanceOf(InterruptedError);
  });

  it('makes another id each time', () => {
    const { newId } = world(new PassThrough());

    expect(newId()).not.toBe(newId());
  });

  it('knows the version of the package', () => {
    expect(world(new PassThrough()).version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
