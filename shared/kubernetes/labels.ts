/** The field manager of every write (server-side apply). */
export const fieldManager = 'tenantry';

/** Label that says which tenant an object belongs to. */
export const tenantLabel = 'tenantry.dev/tenant';

/** Label that says which product's blueprint rendered an object. */
export const productLabel = 'tenantry.dev/product';

/** Label of namespaces that Tenantry may write into (`infra/kubernetes/admission-policy.yaml`). */
export const managedLabel = 'tenantry.dev/managed';

/** Annotation of a Job: the operation that it runs for. */
export const operationAnnotation = 'tenantry.dev/operation';

/** Annotation of a Job: digest of what was asked of it. */
export const digestAnnotation = 'tenantry.dev/digest';

/** Annotation of a copied Secret: UID and resourceVersion of its source. */
export const sourceAnnotation = 'tenantry.dev/source-version';

/** Annotations of a namespace that outlived its tenant: which one, and of which organization. */
export const keptFromAnnotation = 'tenantry.dev/kept-from';
export const keptForAnnotation = 'tenantry.dev/kept-for';

/** The labels that every object of a tenant carries. */
export function ownerLabels(tenantId: string, product: string): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/managed-by': fieldManager,
    [tenantLabel]: tenantId,
    [productLabel]: product,
  };
}
