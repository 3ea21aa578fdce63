import { z } from 'zod';

/*
 * What the operations that we use take, written from the reference of Cloudflare's API
 * (https://developers.cloudflare.com/api, "DNS Records" and "Tunnel configurations"). Stricter than
 * Cloudflare in one thing: members that the reference does not name are refused.
 */

const hostname = z.string().min(1).max(255);

/** POST and PATCH of a CNAME; on plans without charge a comment has at most 100 characters. */
export const cnameSchema = z.strictObject({
  type: z.literal('CNAME'),
  name: hostname,
  content: hostname,
  proxied: z.boolean().optional(),
  ttl: z.union([z.literal(1), z.number().int().min(60).max(86_400)]),
  comment: z.string().max(100).optional(),
});

/** The query of a list of records. */
export const listQuerySchema = z.strictObject({
  'name.exact': hostname,
  per_page: z.coerce.number().int().min(5).max(5_000_000).optional(),
});

const originRequestSchema = z.looseObject({
  noTLSVerify: z.boolean().optional(),
  httpHostHeader: z.string().optional(),
  originServerName: z.string().optional(),
  connectTimeout: z.number().int().optional(),
  http2Origin: z.boolean().optional(),
});

const ruleSchema = z.looseObject({
  hostname: z.string().optional(),
  path: z.string().optional(),
  service: z
    .string()
    .regex(/^(https?|tcp|ssh|rdp|unix|smb):\/?\/?.+|^http_status:[1-5]\d\d$|^hello_world$/),
  originRequest: originRequestSchema.optional(),
});

/** PUT of a tunnel's configuration. */
export const configurationSchema = z.strictObject({
  config: z.looseObject({
    ingress: z.array(ruleSchema).min(1).optional(),
    originRequest: originRequestSchema.optional(),
    'warp-routing': z.looseObject({ enabled: z.boolean().optional() }).optional(),
  }),
});

export type Cname = z.output<typeof cnameSchema>;

export type Configuration = z.output<typeof configurationSchema>['config'];
