import type { NewDeadLetter } from '../../tenant/dead-letter.ts';
import { TenantryError } from '../../tenant/errors.ts';
import type { Delivery } from './hint-table.ts';
import { parseDocument } from './parse-document.ts';

const reasonLengthMax = 500;

/**
 * A hint of the embedded queue as a dead letter: it cannot be read, or else every delivery failed. Its
 * id is the tenant's, so that dead letters cannot outgrow the tenants: the next hint for the tenant
 * says the same.
 */
export function deadHint(
  { tenantId, json, attempts, publishedAtMs }: Delivery,
  lastReason: string,
  attemptsMax: number,
): NewDeadLetter {
  return {
    id: `hint-${tenantId}`,
    reason: faultOf(json) ?? notProcessed(tenantId, lastReason),
    tenant_id: tenantId,
    body: { encoding: 'utf-8', text: json, bytes: Buffer.byteLength(json) },
    attributes: {},
    attempts: Math.min(attempts, attemptsMax),
    published_at: new Date(publishedAtMs).toISOString(),
  };
}

/** What is wrong with the hint itself. */
function faultOf(json: string): NewDeadLetter['reason'] | undefined {
  try {
    parseDocument('hints', json);
    return undefined;
  } catch (error) {
    if (!(error instanceof TenantryError)) throw error;
    return { code: error.code, message: error.message };
  }
}

function notProcessed(tenantId: string, lastReason: string): NewDeadLetter['reason'] {
  const message = `Cannot work on tenant "${tenantId}": every delivery of the hint failed, the last one with ${lastReason}`;
  return { code: 'not_processed', message: message.slice(0, reasonLengthMax) };
}
