import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../../functions/http/is-loopback.ts';

describe('isLoopback()', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1'])(
    'is true of %s',
    (at) => {
      expect(isLoopback(at)).toBe(true);
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.1', '::ffff:10.0.0.1', '', 'example.com'])(
    'is false of %j',
    (at) => {
      expect(isLoopback(at)).toBe(false);
    },
  );
});
