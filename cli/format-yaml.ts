import { Document, visit } from 'yaml';

// Digits, signs, dots, "=", "<<", "~": what some YAML reader or other takes for no text. Words such as
// "yes" and "on" are quoted by the YAML 1.1 rules of the library.
const riskyText = /^[-+.0-9=<~]/;

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
      const isRisky = typeof node.value === 'string' && riskyText.test(node.value);
      if (isRisky && !String(node.value).includes('\n')) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** Several documents in one file, as `kubectl apply -f` takes them. */
export function formatDocuments(values: readonly unknown[]): string {
  return values.map((value) => `---\n${formatYaml(value)}`).join('');
}
