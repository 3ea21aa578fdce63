import type { Collection, PageStart } from '../../ports/store.ts';

/** A stretch of one list, or of what several lists have in common. */
export interface ListStretch {
  readonly collection: Collection;
  /** The first one is walked; each of the others must hold the document too. */
  readonly lists: readonly string[];
  readonly isDescending: boolean;
  readonly after?: PageStart;
  /** Only values that begin with this text. */
  readonly valuePrefix?: string;
  readonly limit: number;
}

/** An SQL text with the values of its parameters. */
export interface Query {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/**
 * The query of a page: rows (value, id, json) in the order of the list. Every step is a search in a
 * primary key, so a page costs the same at the end of a list of 100 000 as at its start.
 */
export function pageQuery(stretch: ListStretch): Query {
  const { after, valuePrefix, isDescending } = stretch;
  const [list = '', ...others] = stretch.lists;
  const order = isDescending ? 'DESC' : 'ASC';
  const conditions: readonly Query[] = [
    condition('entry.list = ?', list),
    ...(after === undefined ? [] : [afterCondition(after, isDescending)]),
    ...(valuePrefix === undefined ? [] : [prefixCondition(valuePrefix)]),
    ...others.map(inListCondition),
  ];
  // CROSS JOIN fixes the order of the join: the list leads, the documents are looked up.
  return {
    sql: `SELECT entry.value, entry.id, document.json
      FROM list_entries AS entry
      CROSS JOIN documents AS document ON document.collection = ? AND document.id = entry.id
      WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}
      ORDER BY entry.value ${order}, entry.id ${order} LIMIT ?`,
    parameters: [
      stretch.collection,
      ...conditions.flatMap(({ parameters }) => parameters),
      stretch.limit,
    ],
  };
}

function condition(sql: string, ...parameters: readonly string[]): Query {
  return { sql, parameters };
}

function afterCondition({ value, id }: PageStart, isDescending: boolean): Query {
  return condition(`(entry.value, entry.id) ${isDescending ? '<' : '>'} (?, ?)`, value, id);
}

function prefixCondition(prefix: string): Query {
  // U+10FFFF sorts after every character that a text can go on with.
  return condition('entry.value >= ? AND entry.value < ?', prefix, `${prefix}\u{10ffff}`);
}

function inListCondition(list: string): Query {
  return condition(
    `EXISTS (SELECT 1 FROM list_entries AS other
      WHERE other.list = ? AND other.value = entry.value AND other.id = entry.id)`,
    list,
  );
}
