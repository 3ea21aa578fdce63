/** What a person sees of a letter, and its headers as they came, unfolded. */
export interface ParsedLetter {
  readonly subject: string;
  /** Without line breaks at its end. */
  readonly text: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** Reads a letter of one plain-text part (RFC 2045, 2047, 5322). Throws when a header comes twice. */
export function parseLetter(raw: string): ParsedLetter {
  const border = raw.indexOf('\r\n\r\n');
  const headers = new Map<string, string>();
  for (const line of raw
    .slice(0, border)
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')) {
    const [, name = '', value = ''] = /^([!-9;-~]+): (.*)$/.exec(line) ?? [];
    if (name === '' || headers.has(name.toLowerCase())) throw new Error(`Bad header "${line}"`);
    headers.set(name.toLowerCase(), value);
  }
  const encoding = headers.get('content-transfer-encoding');
  return {
    headers,
    subject: decodeWords(headers.get('subject') ?? ''),
    text: decodeBody(raw.slice(border + 4), encoding)
      .replaceAll('\r\n', '\n')
      .replace(/\n+$/, ''),
  };
}

function decodeBody(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable' ? decodeQuoted(body.replace(/=\r\n/g, '')) : body;
}

function decodeWords(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, '?==?');
  const bytes = joined.replace(/=\?utf-8\?([QB])\?(.*?)\?=/gi, (_, kind: string, word: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(word, 'base64').toString('latin1')
      : Buffer.from(decodeQuoted(word.replaceAll('_', ' '))).toString('latin1'),
  );
  return joined === bytes ? joined : Buffer.from(bytes, 'latin1').toString();
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}
