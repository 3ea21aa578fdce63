import type { Logger } from '../../shared/ports/logger.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Door } from '../http/door.ts';
import { type PlatformRefusal, platformProblem } from '../http/platform-problem.ts';
import { pushStatus } from '../push/push-status.ts';

export interface SchedulerDoorPorts {
  /** Rejects unless the call comes from our Scheduler job. */
  readonly verify: (authorization: string | undefined) => Promise<void>;
  readonly logger: Logger;
}

/** What Cloud Scheduler may ask for. */
export interface ScheduledWork {
  readonly path: string;
  /** For the log, when it failed: `Sweeping failed`. */
  readonly failure: string;
  /** Resolves to what the answer says. */
  readonly work: () => Promise<object>;
}

/**
 * A door for Cloud Scheduler: 200 with what came of the work, 401 or 403 for anybody else, 503 when it
 * failed, so that the job runs again.
 */
export function schedulerDoor(ports: SchedulerDoorPorts, scheduled: ScheduledWork): Door {
  return {
    method: 'post',
    path: scheduled.path,
    open: async (request, requestId) => {
      try {
        await ports.verify(request.headers.get('authorization') ?? undefined);
      } catch (error) {
        return platformProblem(refused(ports, error), requestId);
      }
      return await answer(ports, scheduled, requestId);
    },
  };
}

async function answer(
  { logger }: SchedulerDoorPorts,
  { failure, work }: ScheduledWork,
  requestId: string,
): Promise<Response> {
  try {
    return Response.json(await work());
  } catch (error) {
    const { code, retryAfterMs } = described(error);
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    logger.error(failure, { code, details });
    return platformProblem({ status: 503, code, ...retryAfterMs }, requestId);
  }
}

function refused({ logger }: SchedulerDoorPorts, error: unknown): PlatformRefusal {
  const { code, reason, retryAfterMs } = described(error);
  const status = pushStatus(code);
  logger.warn('Refusing a caller', { status, code, reason });
  return { status, code, ...retryAfterMs };
}

/** Only our own errors have texts that are known to hold no secret. */
function described(error: unknown) {
  if (!(error instanceof TenantryError)) return { code: 'internal' };
  const { code, message: reason, retryAfterMs } = error;
  return { code, reason, retryAfterMs: retryAfterMs === undefined ? {} : { retryAfterMs } };
}
