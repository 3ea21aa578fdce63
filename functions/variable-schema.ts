import { z } from 'zod';
import type { Sender, SmtpServer } from '../shared/adapters/smtp/smtp-settings.ts';
import { isDatabaseUrl } from './database-url.ts';
import { senderOf } from './sender-of.ts';
import { smtpServerOf } from './smtp-server-of.ts';
import type { VariableName } from './variables.ts';

const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max));

const milliseconds = wholeNumber(100, 3_600_000);
const origin = z.string().regex(/^https?:\/\/[a-z0-9.:[\]-]+$/);
const origins = z.union([
  z.literal('*'),
  z
    .string()
    .transform((list) => list.split(',').map((item) => item.trim().replace(/\/$/, '')))
    .pipe(z.array(origin).min(1).max(100)),
]);
const listOf = (item: RegExp) =>
  z
    .string()
    .max(8192)
    .transform((list) => list.split(',').map((each) => each.trim()))
    .pipe(z.array(z.string().regex(item)).min(1).max(100));
const hostAndPort = z.string().regex(/^([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,39}\]):\d{1,5}$/i);
const dnsName = z
  .string()
  .max(190)
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/);

const httpsOrHere = z.url().regex(/^(https:\/\/|http:\/\/(127\.|localhost[:/]|\[::1\]))/);

const cloudflareId = z.string().regex(/^[0-9a-f]{32}$/);

const hours = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number);

/** Parses the text of every variable; what is optional here has no default in some mode. */
export const variableSchema = z.object({
  PORT: wholeNumber(0, 65_535),
  HOST: z.union([z.ipv4(), z.ipv6(), z.literal('localhost')]),
  ALLOWED_ORIGINS: origins,
  AUTH: z.enum(['on', 'off']).optional(),
  LOG_LEVEL: z.enum(['info', 'warn', 'error']),
  RATE_LIMIT: wholeNumber(0, 1_000_000),
  CURSOR_KEY: z.string().min(32).max(1024).optional(),
  DEFAULT_PRODUCT: z.string().min(1).max(63),
  TENANTRY_DATA: z.string().max(4096).optional(),
  TENANTRY_STORE: z.enum(['embedded', 'firestore']).optional(),
  TENANTRY_QUEUE: z.enum(['embedded', 'pubsub']).optional(),
  TENANTRY_VAULT: z.enum(['embedded', 'secret-manager']).optional(),
  SEAL_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/)
    .optional(),
  SECRET_MANAGER_URL: httpsOrHere.optional(),
  GOOGLE_CLOUD_PROJECT: z
    .string()
    .regex(/^([a-z0-9.-]{1,63}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/)
    .optional(),
  FIRESTORE_DATABASE: z
    .string()
    .regex(/^(\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9])$/)
    .optional(),
  FIRESTORE_EMULATOR_HOST: hostAndPort.optional(),
  PUBSUB_TOPIC: z
    .string()
    .regex(/^(?!goog)[A-Za-z][A-Za-z0-9._~%+-]{2,254}$/)
    .optional(),
  PUBSUB_EMULATOR_HOST: hostAndPort.optional(),
  PUSH_AUDIENCE: z.string().max(1024).optional(),
  PUSH_SERVICE_ACCOUNT: z.email().max(320).optional(),
  TOKEN_CERTS_URL: httpsOrHere.optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((list) => list.split(',').map((secret) => secret.trim()))
    .pipe(
      z
        .array(z.string().regex(/^whsec_[^\s]{8,200}$/))
        .min(1)
        .max(4),
    )
    .optional(),
  TENANTRY_CLUSTER: z.enum(['simulated', 'kubeconfig', 'in-cluster']).optional(),
  USE_IN_CLUSTER: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  KUBECONFIG: z.string().max(4096).optional(),
  BASE_DOMAIN: dnsName,
  GKE_NAMESPACE: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/),
  CODETETHER_SOURCE_NAMESPACE: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/),
  CODETETHER_BASE_DOMAINS: listOf(/^(?=.{1,190}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/),
  CODETETHER_IMAGE_REPOSITORIES: listOf(/^[a-zA-Z0-9][\w.:/-]{0,254}$/),
  CODETETHER_ALLOW_LATEST: z.enum(['on', 'off']),
  FRAPPE_WELCOME_MAIL: z.enum(['on', 'off']),
  FRAPPE_IMAGE: z
    .string()
    .max(512)
    .regex(/^[\w][\w.:/@-]*$/),
  CODETETHER_DATABASE_URL: z.string().max(4096).refine(isDatabaseUrl).optional(),
  CODETETHER_DATABASE_APP_ROLE: z
    .string()
    .regex(/^[A-Za-z_][\w$@.-]{0,62}$/)
    .optional(),
  CLUSTER_ISSUER: z
    .string()
    .regex(/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/)
    .optional(),
  KEYCLOAK_URL: httpsOrHere.transform((text) => new URL(text)).optional(),
  KEYCLOAK_REALM: z
    .string()
    .regex(/^\w[\w.-]{0,252}$/)
    .optional(),
  KEYCLOAK_CLIENT_ID: z.string().max(255).optional(),
  KEYCLOAK_CLIENT_SECRET: z.string().max(1024).optional(),
  MAIL_FROM: z
    .string()
    .transform(senderOf)
    .pipe(z.custom<Sender>((sender) => sender !== undefined))
    .optional(),
  SMTP_URL: z
    .string()
    .transform(smtpServerOf)
    .pipe(z.custom<SmtpServer>((server) => server !== undefined))
    .optional(),
  CLOUDFLARE_TUNNEL_ID: z.uuid().optional(),
  CLOUDFLARE_API_TOKEN: z
    .string()
    .regex(/^[\w-]{20,200}$/)
    .optional(),
  CLOUDFLARE_ZONE_ID: cloudflareId.optional(),
  CLOUDFLARE_ACCOUNT_ID: cloudflareId.optional(),
  CLOUDFLARE_API_URL: httpsOrHere.optional(),
  TOMBSTONE_HOURS: hours.pipe(z.number().positive().max(8760)),
  SOFT_DELETE_HOURS: hours.pipe(z.number().max(8760)),
  SWEEP_PERIOD_MS: milliseconds,
  WALK_PERIOD_MS: milliseconds,
  WALK_DELETE_ORPHANS: z.enum(['on', 'off']),
  WALK_BREAKER_PERCENT: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(100)),
  MAIL_TIMEOUT_MS: milliseconds.optional(),
  LEASE_MS: milliseconds,
  WORK_MS: milliseconds,
  CALL_TIMEOUT_MS: milliseconds,
  LEASE_MARGIN_MS: milliseconds,
} satisfies Readonly<Record<VariableName, z.ZodType>>);
