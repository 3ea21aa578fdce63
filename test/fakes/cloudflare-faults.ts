/** What can go wrong with a request; `after` means that it has taken effect. */
export const cloudflareFaults = [
  '409',
  '429',
  '500',
  '500 after',
  'hang',
  'hang after',
  'cut',
  'cut after',
] as const;

/** `held`: it waits and takes effect when it is let go, whether or not somebody waits for it. */
export type CloudflareFault = (typeof cloudflareFaults)[number] | 'held';

/** Which request meets which fault. */
export interface FaultPlan {
  readonly at: number;
  /** Only requests of this method are counted. */
  readonly method?: string;
  readonly fault: CloudflareFault;
}

/** The fault of request number `count`. */
export function faultFor(plan: FaultPlan | undefined, count: number): CloudflareFault | undefined {
  return plan?.at === count ? plan.fault : undefined;
}
