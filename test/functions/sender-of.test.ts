import { describe, expect, it } from 'vitest';
import { senderOf } from '../../functions/sender-of.ts';

describe('senderOf()', () => {
  it.each([
    ['hello@acme.example', ''],
    ['<hello@acme.example>', ''],
    ['Acme <hello@acme.example>', 'Acme'],
    ["Bücher & Söhne's <hello@acme.example>", "Bücher & Söhne's"],
  ])('reads %s', (text, name) => {
    expect(senderOf(text)).toEqual({
      ...{ name, address: 'hello@acme.example', domain: 'acme.example' },
    });
  });

  it.each([
    '',
    'Acme',
    'Acme hello@acme.example',
    'Acme <hello@acme.example',
    'Acme <hello@acme.example> x',
    'Acme <a@acme.example>, <b@acme.example>',
    'Acme, Inc <hello@acme.example>',
    '"Acme" <hello@acme.example>',
    'Acme\r\nBcc: eve@evil.example <hello@acme.example>',
    'Acme\u202e <hello@acme.example>',
    `${'x'.repeat(101)} <hello@acme.example>`,
    'hällo@acme.example',
  ])('takes %j for no sender', (text) => {
    expect(senderOf(text)).toBeUndefined();
  });
});
