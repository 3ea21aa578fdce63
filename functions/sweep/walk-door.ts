import type { WalkPorts } from '../../shared/provisioning/walk/walk-ports.ts';
import { walkCluster } from '../../shared/use-cases/walk-cluster.ts';
import type { Door } from '../http/door.ts';
import { type SchedulerDoorPorts, schedulerDoor } from './scheduler-door.ts';

export interface WalkDoorPorts extends SchedulerDoorPorts {
  /** Connects to the cluster at the first call: a sweep needs none. */
  readonly walkPorts: () => Promise<WalkPorts>;
}

/**
 * `POST /walk`: Cloud Scheduler asks to walk on over the cluster. 200 says how the walk stands; one
 * that is not over (`ended_at` is null) goes on with the next call.
 */
export function walkDoor(ports: WalkDoorPorts): Door {
  return schedulerDoor(ports, {
    path: '/walk',
    failure: 'Walking failed',
    work: async () => {
      const { number, state, message, started_at, ended_at, counts } = await walkCluster(
        await ports.walkPorts(),
      );
      return { number, state, message, started_at, ended_at, counts };
    },
  });
}
