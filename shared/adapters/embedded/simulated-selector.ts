/**
 * Whether labels fit an equality selector: `a=b,c` (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/).
 * Undefined for selectors of another form.
 */
export function parseSimulatedSelector(
  selector: string,
): ((labels: Readonly<Record<string, string>>) => boolean) | undefined {
  const terms = selector
    .split(',')
    .map((term) => /^([\w./-]+)(?:==?([\w.-]*))?$/.exec(term.trim()));
  if (terms.some((term) => term === null)) return undefined;
  return (labels) =>
    terms.every((term) => {
      const [, key = '', value] = term ?? [];
      return value === undefined ? key in labels : labels[key] === value;
    });
}
