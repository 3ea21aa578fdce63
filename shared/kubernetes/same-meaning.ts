import { isMembers } from './field-tree.ts';

/** Members whose values are quantities (`500m`, `1Gi`), by the name of the object that holds them. */
const quantityMaps: readonly string[] = [
  'requests',
  'limits',
  'hard',
  'capacity',
  'max',
  'min',
  'default',
  'defaultRequest',
];

/** Fields that are quantities themselves. */
const quantityFields: readonly string[] = ['sizeLimit', 'averageValue'];

/** Fields that take a number, or a text that may be the same number. */
const intOrStringFields: readonly string[] = [
  'targetPort',
  'port',
  'maxUnavailable',
  'maxSurge',
  'minAvailable',
];

const powers: Readonly<Record<string, readonly [base: bigint, exponent: number]>> = {
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  '': [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [1024n, 1],
  Mi: [1024n, 2],
  Gi: [1024n, 3],
  Ti: [1024n, 4],
  Pi: [1024n, 5],
  Ei: [1024n, 6],
};

/** Digits after the point, and tens of an exponent, up to which quantities are compared. */
const scale = 30;

/**
 * Whether two values of the field at this path mean the same to Kubernetes: `1Gi` and `1024Mi` where
 * a quantity is asked for, `80` and `"80"` where either may stand. Null is as good as absent.
 */
export function isSameMeaning(have: unknown, want: unknown, path: readonly string[]): boolean {
  if ((have ?? null) === (want ?? null)) return true;
  if (Array.isArray(have) && Array.isArray(want)) {
    return (
      have.length === want.length &&
      have.every((item, index) => isSameMeaning(item, want[index], [...path, String(index)]))
    );
  }
  if (isMembers(have) && isMembers(want)) {
    const names = new Set([...Object.keys(have), ...Object.keys(want)]);
    return [...names].every((name) => isSameMeaning(have[name], want[name], [...path, name]));
  }
  return isSameScalar(have, want, path);
}

function isSameScalar(have: unknown, want: unknown, path: readonly string[]): boolean {
  if (!isNumberOrText(have) || !isNumberOrText(want)) return false;
  const [holder = '', field = ''] = [path.at(-2), path.at(-1)];
  if (intOrStringFields.includes(field) && String(have) === String(want)) return true;
  if (!quantityMaps.includes(holder) && !quantityFields.includes(field)) return false;
  const value = quantityOf(String(have));
  return value !== undefined && value === quantityOf(String(want));
}

function isNumberOrText(value: unknown): value is number | string {
  return typeof value === 'number' || typeof value === 'string';
}

/** The quantity in units of 10^-30, or undefined for a text that is none. */
function quantityOf(text: string): bigint | undefined {
  const [, sign, whole = '', fraction = '', tens, suffix = ''] =
    /^([+-]?)(\d{0,30})(?:\.(\d{0,18}))?(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)$/.exec(
      text,
    ) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const [base, exponent] = tens === undefined ? (powers[suffix] ?? [10n, 0]) : [10n, Number(tens)];
  const shift = scale - fraction.length + (base === 10n ? exponent : 0);
  if (shift < 0) return undefined;
  const factor = base === 10n ? 1n : base ** BigInt(exponent);
  const value = BigInt(whole + fraction) * factor * 10n ** BigInt(shift);
  return sign === '-' ? -value : value;
}
