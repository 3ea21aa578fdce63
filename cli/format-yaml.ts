import { Document, visit } from 'yaml';

// Digits, signs, dots, "=", "<<", "~", blanks: what some YAML reader or other takes for no text. Words such as
// "yes" and "on" are quoted by the YAML 1.1 rules of the library.
const riskyText = /^[-+.0-9=<~\s]/;

// Line breaks to YAML 1.1 only, and what Go's reader refuses as control characters.
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const mergeTag = 'tag:yaml.org,2002:merge';

/**
 * The value as one YAML document that readers of YAML 1.1 (kubectl, Helm) and of 1.2 read alike:
 * every text that one of them takes for something else is quoted. Nothing is folded, no anchors.
 */
export function formatYaml(value: unknown): string {
  const document = new Document(value, {
    version: '1.1',
    aliasDuplicateObjects: false,
    // With it the library would write the text "<<" bare.
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== mergeTag),
  });
  document.directives = undefined;
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && mustQuote(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  // They can stand in quoted texts only, by the rule above.
  return document.toString({ lineWidth: 0 }).replace(unprintable, codeOf);
}

/** Blocks are for scripts: readers differ about one that begins with blanks. */
function mustQuote(text: string): boolean {
  const isBlock = text.includes('\n') && !/^\s/.test(text);
  return text.search(unprintable) >= 0 || (riskyText.test(text) && !isBlock);
}

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Several documents in one file, as `kubectl apply -f` takes them. */
export function formatDocuments(values: readonly unknown[]): string {
  return values.map((value) => `---\n${formatYaml(value)}`).join('');
}
