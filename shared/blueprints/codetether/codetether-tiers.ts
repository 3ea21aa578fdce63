/** What the pods of a tier get. */
export interface TierSize {
  readonly replicas: number;
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** The tiers, the smallest first. */
export const codetetherTiers = {
  free: {
    replicas: 1,
    requests: { cpu: '50m', memory: '64Mi' },
    limits: { cpu: '200m', memory: '256Mi' },
  },
  pro: {
    replicas: 1,
    requests: { cpu: '100m', memory: '128Mi' },
    limits: { cpu: '500m', memory: '512Mi' },
  },
  agency: {
    replicas: 2,
    requests: { cpu: '250m', memory: '256Mi' },
    limits: { cpu: '1000m', memory: '1Gi' },
  },
  enterprise: {
    replicas: 3,
    requests: { cpu: '500m', memory: '512Mi' },
    limits: { cpu: '2000m', memory: '2Gi' },
  },
} as const satisfies Readonly<Record<string, TierSize>>;

/** The size of a tier. Throws on a tier that the product does not have. */
export function sizeOf(tier: string): TierSize {
  const found = Object.entries(codetetherTiers).find(([name]) => name === tier);
  if (found === undefined) throw new TypeError(`Cannot size tier "${tier}": there is none`);
  return found[1];
}
