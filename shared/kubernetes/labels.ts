/** The field manager of every write (server-side apply). */
export const fieldManager = 'tenantry';

/** Label that says which tenant an object belongs to. */
export const tenantLabel = 'tenantry.dev/tenant';

/** Label that says which product's blueprint rendered an object. */
const productLabel = 'tenantry.dev/product';

/** Annotation of a Job: the operation that it runs for. */
export const operationAnnotation = 'tenantry.dev/operation';

/** Annotation of a Job: digest of what was asked of it. */
export const digestAnnotation = 'tenantry.dev/digest';

/** The labels that every object of a tenant carries. */
export function ownerLabels(tenantId: string, product: string): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/managed-by': fieldManager,
    [tenantLabel]: tenantId,
    [productLabel]: product,
  };
}
