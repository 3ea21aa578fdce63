import { z } from 'zod';
import { imageRepository } from '../../kubernetes/image-repository.ts';

/** A tag, a tag with a digest, or a digest alone (OCI distribution specification). */
const reference = /^(?:[\w][\w.-]{0,127}(?:@sha256:[0-9a-f]{64})?|sha256:[0-9a-f]{64})$/;

const repository = new RegExp(`^${imageRepository}$`);

const domain = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

const userId = z
  .string()
  .max(254)
  .regex(/^\P{Cc}*$/u, 'Must not contain control characters')
  .refine((text) => text.isWellFormed(), 'Must be well-formed Unicode text');

const tenant = z.strictObject({
  id: z
    .uuid()
    .transform((id) => id.toLowerCase())
    .optional()
    .describe("UUID that the tenant's data goes by; an admin's to set. Left out: the tenant's own"),
  orgSlug: z
    .string()
    .max(253)
    .optional()
    .describe('The slug, where values files have it; left out: the slug of the tenant'),
  userId: userId.default('').describe('User who owns this tenant; may be an e-mail address'),
});

const image = z.strictObject({
  repository: z
    .string()
    .max(255)
    .regex(repository, 'Must be an image without a tag, such as registry.example.com/team/app')
    .default('us-central1-docker.pkg.dev/spotlessbinco/codetether/a2a-server-mcp')
    .describe('Docker image repository, without a tag'),
  tag: z
    .string()
    .regex(reference, 'Must be a tag, a digest (sha256:…), or a tag with its digest')
    .default('latest')
    .describe('Docker image tag, digest, or tag@digest'),
});

const ingress = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the tenant is reached from outside'),
  baseDomain: z
    .string()
    .max(190)
    .regex(domain, 'Must be a DNS name in lower case, such as codetether.run')
    .default('codetether.run')
    .describe('Base domain of tenant subdomains; stays as it is once the tenant exists'),
});

const namespace = z.strictObject({
  keep: z
    .boolean()
    .default(true)
    .describe('Whether the namespace stays when the tenant is deleted'),
});

/**
 * The values contract of product codetether, by the names of its chart. `userId` is another name for
 * `tenant.userId`, and `tier` the tenant's; what comes out has `tenant.userId` only.
 */
export const codetetherParams = z
  .strictObject({
    tenant: tenant.prefault({}),
    userId: userId.optional().describe('Another name for tenant.userId'),
    tier: z
      .string()
      .optional()
      .describe('The tier, where values files have it; left out: the tier of the tenant'),
    image: image.prefault({}),
    ingress: ingress.prefault({}),
    namespace: namespace.prefault({}),
  })
  .superRefine((given, context) => {
    const { userId: other, tenant: own } = given;
    if (other === undefined || own.userId === '' || own.userId === other) return;
    context.addIssue({
      code: 'custom',
      path: ['userId'],
      message: 'Means the same as tenant.userId and differs; give one of them',
      params: { code: 'ambiguous' },
    });
  })
  .transform(({ userId: other = '', tenant: { id, orgSlug, userId: own }, ...rest }) => ({
    image: rest.image,
    ingress: rest.ingress,
    namespace: rest.namespace,
    tenant: {
      ...(id !== undefined && { id }),
      ...(orgSlug !== undefined && { orgSlug }),
      userId: own === '' ? other : own,
    },
  }));

/** Params of a codetether tenant with all defaults. */
export type CodetetherParams = z.output<typeof codetetherParams>;
