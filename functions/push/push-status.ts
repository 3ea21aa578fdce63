import { isErrorCode, statusCodes } from '../http/status-codes.ts';

/**
 * What only pushed work can be refused with. Pub/Sub delivers again after every status here, and after
 * the last attempt keeps the message as a dead letter; 4xx says that this will not mend itself.
 */
const pushStatuses: ReadonlyMap<string, number> = new Map([
  ['invalid_envelope', 400],
  ['invalid_message_data', 400],
  ['invalid_hint', 400],
  ['token_missing', 401],
  ['token_invalid', 403],
  ['keys_unavailable', 503],
  // Written by a newer version, which is being rolled out: another instance may know it.
  ['newer_schema', 503],
]);

/** The status that refuses a push before anybody worked on it; an unknown code is our own fault: 503. */
export function pushStatus(code: string): number {
  const status = pushStatuses.get(code);
  if (status !== undefined) return status;
  return isErrorCode(code) && code !== 'internal' ? statusCodes[code].status : 503;
}
