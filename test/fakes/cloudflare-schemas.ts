import { z } from 'zod';

/*
 * What the operations that we use take. Compared on 2026-11-21 with Cloudflare's published OpenAPI
 * description (github.com/cloudflare/api-schemas, openapi.yaml of 2026-08-14): the six operations on
 * records and on a tunnel's configuration, dns-records_CNAMERecord and _dns-record-shared-fields,
 * tunnel_config, tunnel_ingressRule, tunnel_originRequest, the envelopes of success and failure and
 * result_info. Names and types are held to those of Cloudflare's client, which is generated from it, by
 * test/products/published-cloudflare.test.ts; limits are from the description.
 *
 * Stricter than the description: members of a record that it does not name are refused, `content` and the
 * tunnel's `config` must be there, and the documentation's limits of a zone without charge hold: comments of
 * 100 characters without line ends
 * (https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes), 60 seconds to live
 * (30 in Enterprise zones). More lenient: `hostname` of a rule may be missing, as in the catch-all that every
 * document ends with, though the description requires it; a DELETE needs no body, which the description
 * requires and Cloudflare's client does not send; rules, `originRequest` and `config` may hold members of
 * tomorrow.
 */

const hostname = z.string().min(1).max(255);

/** POST and PATCH of a CNAME. */
export const cnameSchema = z.strictObject({
  type: z.literal('CNAME'),
  name: hostname,
  content: hostname,
  proxied: z.boolean().optional(),
  ttl: z.union([z.literal(1), z.number().min(60).max(86_400)]),
  comment: z
    .string()
    .max(100)
    .regex(/^[^\r\n]*$/)
    .optional(),
  tags: z.array(z.string().regex(/^[\w-]+:/)).optional(),
  settings: z
    .strictObject({
      flatten_cname: z.boolean().optional(),
      ipv4_only: z.boolean().optional(),
      ipv6_only: z.boolean().optional(),
    })
    .optional(),
});

/** The query of a list of records, as far as it is served. */
export const listQuerySchema = z.strictObject({
  'name.exact': hostname.optional(),
  page: z.coerce.number().min(1).default(1),
  per_page: z.coerce.number().min(1).max(5_000_000).default(100),
});

const originRequestSchema = z.looseObject({
  access: z
    .looseObject({
      audTag: z.array(z.string()),
      teamName: z.string(),
      required: z.boolean().optional(),
    })
    .optional(),
  caPool: z.string().optional(),
  connectTimeout: z.number().int().optional(),
  disableChunkedEncoding: z.boolean().optional(),
  http2Origin: z.boolean().optional(),
  httpHostHeader: z.string().optional(),
  keepAliveConnections: z.number().int().optional(),
  keepAliveTimeout: z.number().int().optional(),
  matchSNItoHost: z.boolean().optional(),
  noHappyEyeballs: z.boolean().optional(),
  noTLSVerify: z.boolean().optional(),
  originServerName: z.string().optional(),
  proxyType: z.string().optional(),
  tcpKeepAlive: z.number().int().optional(),
  tlsTimeout: z.number().int().optional(),
});

const ruleSchema = z.looseObject({
  hostname: z.string().optional(),
  path: z.string().optional(),
  service: z
    .string()
    .regex(/^(https?|tcp|ssh|rdp|smb|unix|unix\+tls):\/\/.+|^http_status:[1-5]\d\d$/),
  originRequest: originRequestSchema.optional(),
});

/** PUT of a tunnel's configuration. */
export const configurationSchema = z.strictObject({
  config: z.looseObject({
    ingress: z.array(ruleSchema).min(1).optional(),
    originRequest: originRequestSchema.optional(),
    // Read-only and deprecated: it may come back as it was read, and is not taken.
    'warp-routing': z.looseObject({ enabled: z.boolean().optional() }).optional(),
  }),
});

export type Cname = z.output<typeof cnameSchema>;

export type Configuration = z.output<typeof configurationSchema>['config'];
