import { z } from 'zod';

const pattern = /^(\d{1,15}(?:\.\d{1,9})?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/;

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** An amount as Kubernetes writes it (`250m`, `512Mi`); exponents are not taken. */
export const quantitySchema = z
  .string()
  .regex(pattern, 'Must be a quantity of Kubernetes, such as 250m or 512Mi');

/** The amount in units (cores, bytes); NaN for what is no quantity. */
export function amountOf(quantity: string): number {
  const [, digits, suffix = ''] = pattern.exec(quantity) ?? [];
  return Number(digits) * (factors[suffix] ?? 1);
}
