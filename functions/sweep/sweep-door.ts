import { type SweepPorts, sweepDue } from '../../shared/use-cases/sweep-due.ts';
import type { Door } from '../http/door.ts';
import { type SchedulerDoorPorts, schedulerDoor } from './scheduler-door.ts';

export interface SweepDoorPorts extends SweepPorts, SchedulerDoorPorts {}

/**
 * `POST /sweep`: Cloud Scheduler asks to look for tenants that are due. 200 says how many got a hint.
 * Two at once are harmless: a hint too many finds nothing to do.
 */
export function sweepDoor(ports: SweepDoorPorts): Door {
  return schedulerDoor(ports, {
    path: '/sweep',
    failure: 'Sweeping failed',
    work: async () => ({ due: await sweepDue(ports) }),
  });
}
