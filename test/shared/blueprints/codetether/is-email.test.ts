import { describe, expect, it } from 'vitest';
import { isEmail } from '../../../../shared/blueprints/codetether/is-email.ts';

describe('isEmail()', () => {
  it.each([['ada@example.com'], ['ada.l+x@mail.example.co'], [`${'a'.repeat(64)}@example.com`]])(
    'is true for %s',
    (text) => {
      expect(isEmail(text)).toBe(true);
    },
  );

  it.each([
    [''],
    ['user-123'],
    ['@team'],
    ['ada@'],
    ['ada@localhost'],
    ['ada@@example.com'],
    ['ada @example.com'],
    ['ada@-example-.com'],
    ['ada@example-.com'],
    [`ada@${'a'.repeat(64)}.com`],
    [`${'a'.repeat(65)}@example.com`],
  ])('is false for %s', (text) => {
    expect(isEmail(text)).toBe(false);
  });
});
