import { TenantryError } from '../../shared/tenant/errors.ts';
import { type SweepPorts, sweepDue } from '../../shared/use-cases/sweep-due.ts';
import type { Door } from '../http/door.ts';
import { type PlatformRefusal, platformProblem } from '../http/platform-problem.ts';
import { pushStatus } from '../push/push-status.ts';

export interface SweepDoorPorts extends SweepPorts {
  /** Rejects unless the call comes from our Scheduler job. */
  readonly verify: (authorization: string | undefined) => Promise<void>;
}

/**
 * `POST /sweep`: Cloud Scheduler asks to look for tenants that are due. 200 says how many got a hint.
 * Two at once are harmless: a hint too many finds nothing to do.
 */
export function sweepDoor(ports: SweepDoorPorts): Door {
  return {
    method: 'post',
    path: '/sweep',
    open: async (request, requestId) => {
      try {
        await ports.verify(request.headers.get('authorization') ?? undefined);
      } catch (error) {
        return platformProblem(refused(ports, error), requestId);
      }
      return await sweep(ports, requestId);
    },
  };
}

async function sweep(ports: SweepDoorPorts, requestId: string): Promise<Response> {
  try {
    return Response.json({ due: await sweepDue(ports) });
  } catch (error) {
    const { code, retryAfterMs } = described(error);
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    ports.logger.error('Sweeping failed', { code, details });
    return platformProblem({ status: 503, code, ...retryAfterMs }, requestId);
  }
}

function refused({ logger }: SweepDoorPorts, error: unknown): PlatformRefusal {
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
