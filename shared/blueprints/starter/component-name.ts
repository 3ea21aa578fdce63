/** The components, in the order in which their objects come. */
export const componentNames = ['api', 'web', 'worker'] as const;

/** A part of the product with a Deployment of its own. */
export type ComponentName = (typeof componentNames)[number];
