import type { Wish } from './send-wish.ts';

/** The sign-up of a customer, as a sign-up page sends it. */
export function signUp(slug: string): Wish {
  return {
    method: 'POST',
    path: '/tenants',
    key: `sign-up-${slug}`,
    body: { organization: `${slug} Ltd`, subdomain: slug, email: emailOf(slug) },
  };
}

/** Where the customer's mail goes. */
export function emailOf(slug: string): string {
  return `ada@${slug}.example`;
}

/** The id in the answer to an accepted sign-up. */
export function acceptedId(text: string): string {
  const { id } = JSON.parse(text) as { readonly id: string };
  return id;
}
