import type { InputError } from './errors.ts';

/** What a slug of one product may be. */
export interface SlugRule {
  readonly lengthMin: number;
  readonly lengthMax: number;
  /** Reserved besides `reservedSlugs`. */
  readonly reserved: readonly string[];
}

/**
 * Words that no customer may have as a subdomain: names that people trust or that the platform
 * uses itself. Names that start with `kube-` are reserved too.
 */
export const reservedSlugs: ReadonlySet<string> = new Set(
  `www api app admin mail ftp demo test staging dev beta cdn static assets help support docs status
  smtp control panel dashboard default tenantry constructor localhost root system null undefined
  true false`.split(/\s+/),
);

/** A slug, or every reason why the text is not one. */
export type ParsedSlug =
  | { readonly ok: true; readonly slug: string }
  | { readonly ok: false; readonly errors: readonly Omit<InputError, 'pointer'>[] };

// A DNS label (RFC 1123) that starts with a letter, so that it is a legal Kubernetes name of any kind.
const labelPattern = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*$/;

/**
 * Trims and lower-cases the text, then checks it: ASCII only (look-alikes and IDNA `xn--` names are
 * refused, not converted), DNS label, length, not reserved.
 */
export function parseSlug(text: string, rule: SlugRule): ParsedSlug {
  const trimmed = text.trim();
  // Not toLowerCase() on everything: it turns U+212A (Kelvin sign) into an ASCII k.
  const slug = trimmed.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const errors = slugErrors(slug, rule);
  return errors.length === 0 ? { ok: true, slug } : { ok: false, errors };
}

function slugErrors(slug: string, rule: SlugRule): readonly Omit<InputError, 'pointer'>[] {
  const { lengthMin, lengthMax } = rule;
  const faults: readonly (readonly [boolean, string, string])[] = [
    [slug.length < lengthMin, 'too_short', `Must have at least ${lengthMin} characters`],
    [slug.length > lengthMax, 'too_long', `Must have at most ${lengthMax} characters`],
    [
      !/^[\x20-\x7e]*$/.test(slug),
      'not_ascii',
      'Must be plain ASCII: letters of other scripts that look alike are refused',
    ],
    [
      slug.includes('--'),
      'double_hyphen',
      'Must not contain "--": such names are reserved for internationalised domains',
    ],
    [
      !labelPattern.test(slug),
      'not_a_dns_label',
      'Must be a DNS label: a-z, 0-9 and "-", starting with a letter, not ending with "-"',
    ],
    [isReserved(slug, rule), 'reserved', `"${slug}" is reserved`],
  ];
  return faults.filter(([isFault]) => isFault).map(([, code, message]) => ({ code, message }));
}

function isReserved(slug: string, rule: SlugRule): boolean {
  return reservedSlugs.has(slug) || slug.startsWith('kube-') || rule.reserved.includes(slug);
}

/**
 * A slug candidate made from a display name: ASCII letters and digits, words joined by "-". Neither
 * it nor it with a suffix after "-" begins with the reserved `kube-`. May be empty or too short.
 */
export function slugFrom(organization: string, lengthMax: number): string {
  return organization
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^(?:kube-|[^a-z])+/, '')
    .slice(0, lengthMax)
    .replace(/-+$/, '')
    .replace(/^kube$/, '');
}
