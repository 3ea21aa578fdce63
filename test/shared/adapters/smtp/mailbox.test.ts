import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailboxOf } from '../../../../shared/adapters/smtp/mailbox.ts';

describe('mailboxOf()', () => {
  it.each([
    ['ann@acme.example', 'ann', 'acme.example'],
    ["o'hara+news=1@sub.acme.example", "o'hara+news=1", 'sub.acme.example'],
    ['a.b.c@localhost', 'a.b.c', 'localhost'],
    ['Ann@ACME.Example', 'Ann', 'acme.example'],
    ['ann@bücher.example', 'ann', 'xn--bcher-kva.example'],
    ['änn@bücher.example', 'änn', 'xn--bcher-kva.example'],
    [`${'a'.repeat(64)}@acme.example`, 'a'.repeat(64), 'acme.example'],
  ])('takes %s apart', (text, local, domain) => {
    expect(mailboxOf(text)).toEqual({ local, domain, address: `${local}@${domain}` });
  });

  it.each([
    'ann',
    'ann@',
    '@acme.example',
    'a@b@acme.example',
    '.ann@acme.example',
    'ann.@acme.example',
    'a..b@acme.example',
    'ann@acme..example',
    'ann@-acme.example',
    'ann@acme.example.',
    'ann@[127.0.0.1]',
    'ann@127.0.0.1',
    'ann@127.1',
    'ann@0x7f.1',
    'ann@１２７.０.０.１',
    'ann@acme.example:25',
    'ann@acme.example/x',
    'ann@acme%2eexample',
    'ann @acme.example',
    'ann@acme.example ',
    'ann\u00a0x@acme.example',
    'ann\u2028@acme.example',
    'ann\u202e@acme.example',
    'ann\ud800@acme.example',
    '"ann"@acme.example',
    `${'ä'.repeat(33)}@acme.example`,
    `ann@${'a.'.repeat(126)}example`,
  ])('takes %j for no address', (text) => {
    expect(mailboxOf(text)).toBeUndefined();
  });

  it('never gives an address that a command or a header could be broken with', () => {
    const signs = fc.constantFrom(
      'a',
      '@',
      '.',
      '<',
      '>',
      ',',
      ' ',
      '\r',
      '\n',
      '"',
      ';',
      '\0',
      'ü',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(signs, { maxLength: 12 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const address = mailboxOf(`${text}@acme.example`)?.address ?? 'a@acme.example';
        expect(address).toMatch(/^[^\p{C}\p{Z}<>"(),:;@[\\\]]+@acme\.example$/u);
      }),
    );
  });
});
