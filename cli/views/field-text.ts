import type { Json } from '../../shared/tenant/json.ts';

/** A field that is not as it was. */
interface ChangedField {
  readonly path: string;
  /** Null: there is none. */
  readonly from: Json;
  readonly to: Json;
}

/** Most characters of one value; `-o json` has the whole. */
const valueLengthMax = 200;

/** A changed field in one line: `/tier: "free" -> "pro"`. */
export function fieldText({ path, from, to }: ChangedField): string {
  return `${path}: ${valueText(from)} -> ${valueText(to)}`;
}

function valueText(value: Json): string {
  if (value === null) return '(none)';
  const text = JSON.stringify(value);
  return text.length > valueLengthMax ? `${text.slice(0, valueLengthMax)}…` : text;
}
