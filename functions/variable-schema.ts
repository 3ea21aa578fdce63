import { z } from 'zod';
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
const hostAndPort = z.string().regex(/^([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,39}\]):\d{1,5}$/i);
const dnsName = z
  .string()
  .max(190)
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/);

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
  TOKEN_CERTS_URL: z
    .url()
    .regex(/^(https:\/\/|http:\/\/(127\.|localhost[:/]|\[::1\]))/)
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
  FRAPPE_IMAGE: z
    .string()
    .max(512)
    .regex(/^[\w][\w.:/@-]*$/),
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
  LEASE_MS: milliseconds,
  WORK_MS: milliseconds,
  CALL_TIMEOUT_MS: milliseconds,
  LEASE_MARGIN_MS: milliseconds,
} satisfies Readonly<Record<VariableName, z.ZodType>>);
