import { z } from 'zod';

const address = z.email();

// Host names in labels of at most 63 characters, none of which ends with "-".
const parts = /^[^@]{1,64}@(?:[a-z0-9-]{0,62}[a-z0-9]\.)+[a-z]{2,63}$/i;

/** Whether the text is an e-mail address that a realm takes for a user; what it refuses would undo the sign-up. */
export function isEmail(text: string): boolean {
  return address.safeParse(text).success && parts.test(text);
}
