/** What a benchmark measured, ready to be read. */
export interface BenchTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  readonly notes?: readonly string[];
}

/** The table as Markdown. */
export function markdownOf({ title, columns, rows, notes = [] }: BenchTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  const below = notes.map((note) => `- ${note}`);
  return [
    `### ${title}`,
    '',
    line(columns),
    line(rule),
    ...rows.map(line),
    '',
    ...(below.length === 0 ? [] : [...below, '']),
  ].join('\n');
}
