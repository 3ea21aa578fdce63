/**
 * One line of text that is safe for a terminal: control characters (which could move the cursor or
 * recolour what follows) and characters that turn the reading direction appear as \u codes.
 */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, codeOf);
}

function codeOf(character: string): string {
  if (character === '\n') return ' ';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
