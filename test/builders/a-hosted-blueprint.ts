import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import { hostSteps } from '../fakes/host-steps.ts';
import { aBlueprint } from './a-blueprint.ts';

/** A small product that is nothing but a host: its DNS record and its rule in the tunnel. */
export function aHostedBlueprint(): Blueprint {
  return aBlueprint({
    render: () => [],
    steps: ({ kind, tenant }) => {
      const { ensure, remove } = hostSteps(`${tenant.slug}.demo.test`);
      return kind === 'delete' ? remove : ensure;
    },
  });
}
