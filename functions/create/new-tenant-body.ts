import { z } from 'zod';
import type { InputError } from '../../shared/tenant/errors.ts';
import type { JsonObject } from '../../shared/tenant/json.ts';
import type { NewTenant } from '../../shared/use-cases/check-new-tenant.ts';
import { planIdSchema } from '../schemas/common-schemas.ts';
import { labelsSchema } from '../schemas/label-schemas.ts';

/**
 * The body of `POST /tenants`. `subdomain` and `email` are other names for `slug` and
 * `params.email`; which of the two a caller used is where faults point to.
 */
export const newTenantSchema = z
  .strictObject({
    product: z
      .string()
      .max(63)
      .optional()
      .meta({ description: 'See GET /products; left out: DEFAULT_PRODUCT', examples: ['frappe'] }),
    slug: z
      .string()
      .max(253)
      .optional()
      .meta({
        description: 'Name in addresses; trimmed and lower-cased. Left out: made of organization',
        examples: ['acme'],
      }),
    organization: z
      .string()
      .trim()
      .min(2)
      .max(100)
      .meta({ description: 'Display name of the customer', examples: ['Acme Ltd'] }),
    tier: z.string().max(63).optional().meta({ description: 'One of the tiers of the product' }),
    params: z
      .looseObject({})
      .optional()
      .meta({
        description: "The product's values, see GET /products/{name}",
        examples: [{ email: 'admin@acme.example' }],
      }),
    labels: labelsSchema.optional(),
    cluster: z.string().max(63).optional().meta({ description: 'Where to place the tenant' }),
    subdomain: z.string().max(253).optional().meta({ description: 'Another name for slug' }),
    email: z.string().max(320).optional().meta({ description: 'Another name for params.email' }),
    plan_id: planIdSchema,
  })
  .meta({ id: 'NewTenant', description: 'A tenant to create' });

type NewTenantBody = Partial<z.output<typeof newTenantSchema>>;

/**
 * The wish that a body states. It takes what is usable of a faulty body too, so that the faults of
 * slug and params can be told together with those of the body.
 */
export function wantedOf(given: unknown, defaultProduct: string): NewTenant {
  const body = usableMembers(given);
  const { product = defaultProduct, organization = '', labels = {}, email } = body;
  const slug = body.slug ?? body.subdomain;
  const params = (body.params ?? {}) as JsonObject;
  return {
    product,
    organization,
    labels,
    params: email === undefined ? params : { ...params, email },
    ...(slug !== undefined && { slug }),
    ...(body.tier !== undefined && { tier: body.tier }),
    ...(body.cluster !== undefined && { cluster: body.cluster }),
  };
}

function usableMembers(given: unknown): NewTenantBody {
  if (typeof given !== 'object' || given === null) return {};
  const usable = Object.entries(newTenantSchema.shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse((given as Readonly<Record<string, unknown>>)[name]);
    return parsed.success && parsed.data !== undefined ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(usable) as NewTenantBody;
}

/** Faults of using both names of one thing. */
export function ambiguities(given: unknown): readonly InputError[] {
  const body = usableMembers(given);
  const both: readonly (readonly [boolean, string, string])[] = [
    [body.slug !== undefined && body.subdomain !== undefined, '/subdomain', 'slug'],
    [body.email !== undefined && body.params?.['email'] !== undefined, '/email', 'params.email'],
  ];
  return both
    .filter(([isBoth]) => isBoth)
    .map(([, pointer, twin]) => ({
      pointer,
      code: 'ambiguous',
      message: `Means the same as ${twin}; give one of them`,
    }));
}

/** A fault with its pointer as the caller wrote the body. */
export function asWritten(error: InputError, given: unknown): InputError {
  const body = usableMembers(given);
  const isSignUpForm = body.subdomain !== undefined || body.email !== undefined;
  if (error.pointer === '/slug' && body.subdomain !== undefined && body.slug === undefined) {
    return { ...error, pointer: '/subdomain' };
  }
  if (error.pointer === '/params/email' && isSignUpForm && body.params === undefined) {
    return { ...error, pointer: '/email' };
  }
  return error;
}
