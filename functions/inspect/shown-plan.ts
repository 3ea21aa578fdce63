import { z } from 'zod';
import type { ClusterView } from '../../shared/ports/cluster-view.ts';
import { checkLive } from '../../shared/use-cases/check-live.ts';
import type { Planned, PlanPorts } from '../../shared/use-cases/plan-tenant.ts';
import type { JsonAnswer } from '../http/route.ts';

/** What planning acts through, and the cluster that a live plan is compared with. */
export interface PlanRoutePorts extends PlanPorts {
  readonly cluster: ClusterView;
  readonly defaultProduct: string;
}

/** How a plan is made. */
export const planQuery = z.strictObject({
  mode: z.enum(['offline', 'live']).default('offline').meta({
    description: 'live: compared with the cluster by a dry run, instead of with what was applied',
  }),
});

/** A plan as an answer, compared with the cluster where that is asked for. */
export async function shownPlan(
  { cluster }: Pick<PlanRoutePorts, 'cluster'>,
  { mode }: z.output<typeof planQuery>,
  planned: Planned,
): Promise<JsonAnswer> {
  const body = mode === 'live' ? await checkLive(cluster, planned) : planned.view;
  return { status: 200, body };
}
