import { z } from 'zod';

/** Most apps that one site gets. */
const appsMax = 20;

// Name of a Python package, as `bench new-app` makes it: no quote, space or option can be in it.
const appName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,59}$/,
    'Must be the name of a Frappe app: a-z, 0-9 and "_", starting with a letter',
  );

// Not "-" first: the address is an argument of bench, which would take it for an option.
const address =
  /^[A-Za-z0-9_'+][A-Za-z0-9_'+-]*(\.[A-Za-z0-9_'+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/;

/** The values contract of product frappe. */
export const frappeParams = z.strictObject({
  email: z
    .email({ pattern: address, error: 'Must be an e-mail address' })
    // Width of a Data field in Frappe, where the address is the user's key.
    .max(140)
    .describe('Address of the first user, who becomes System Manager of the site'),
  apps: z
    .array(appName)
    .max(appsMax)
    .refine((apps) => new Set(apps).size === apps.length, {
      message: 'Must not name an app twice',
      params: { code: 'duplicate' },
    })
    .default(['kairos'])
    .describe('Apps to install, in this order; each must be part of the image')
    .meta({ uniqueItems: true }),
});

/** Params of a Frappe tenant with all defaults. */
export type FrappeParams = z.output<typeof frappeParams>;
