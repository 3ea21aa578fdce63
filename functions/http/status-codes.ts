/** HTTP status and title of one error code. */
export interface StatusCode {
  readonly status: number;
  readonly title: string;
}

const at = (status: number, title: string): StatusCode => ({ status, title });

/** The one table from error code to HTTP status; a code that is missing here is a 500 `internal`. */
export const statusCodes = {
  malformed_json: at(400, 'The body is not JSON'),
  invalid_utf8: at(400, 'The body is not UTF-8'),
  json_too_deep: at(400, 'The body is nested too deeply'),
  malformed_request: at(400, 'The request is not valid HTTP'),
  malformed_body: at(400, 'The body does not match its headers'),
  invalid_cursor: at(400, 'The cursor does not belong to this list'),
  invalid_idempotency_key: at(400, 'The Idempotency-Key cannot be used'),
  unauthenticated: at(401, 'A valid API key is needed'),
  forbidden: at(403, 'Your role does not allow this'),
  origin_not_allowed: at(403, 'This page may not call'),
  route_not_found: at(404, 'There is no such address'),
  tenant_not_found: at(404, 'There is no such tenant'),
  tenant_not_created_yet: at(404, 'The tenant did not exist then'),
  operation_not_found: at(404, 'There is no such operation'),
  product_not_found: at(404, 'There is no such product'),
  revision_not_found: at(404, 'There is no such revision'),
  effect_not_found: at(404, 'There is no such effect'),
  dead_letter_not_found: at(404, 'There is no such dead letter'),
  api_key_not_found: at(404, 'There is no such API key'),
  method_not_allowed: at(405, 'This address does not know the method'),
  request_timeout: at(408, 'The request took too long to arrive'),
  slug_taken: at(409, 'The slug is taken'),
  host_taken: at(409, 'The host name is taken'),
  namespace_taken: at(409, 'The namespace is taken'),
  id_taken: at(409, 'The id that data goes by is taken'),
  id8_taken: at(409, 'The short id is taken'),
  action_not_allowed: at(409, 'The tenant does not allow this now'),
  operation_running: at(409, 'An operation is under way'),
  operation_ended: at(409, 'The operation has already ended'),
  no_good_revision: at(409, 'There is no revision to go back to'),
  rollback_irreversible: at(409, 'There is no way back to this revision'),
  plan_stale: at(409, 'The plan is out of date'),
  restore_too_late: at(409, 'The tenant can no longer be restored'),
  effect_running: at(409, 'A worker is at the effect'),
  effect_settled: at(409, 'The effect is known to be done'),
  dead_letter_settled: at(409, 'The dead letter was settled in another way'),
  deletion_protected: at(409, 'The tenant is protected from deletion'),
  tenant_deleted: at(410, 'The tenant was deleted'),
  generation_mismatch: at(412, 'The tenant has changed since you read it'),
  body_too_large: at(413, 'The body is too large'),
  uri_too_long: at(414, 'The address is too long'),
  unsupported_media_type: at(415, 'The media type of the body is not supported'),
  unsupported_encoding: at(415, 'The Content-Encoding is not supported'),
  invalid_input: at(422, 'The input is not valid'),
  invalid_tenant: at(422, 'The values of the tenant are not valid'),
  sealing_not_set_up: at(422, 'Secret values cannot be taken'),
  dead_letter_unreadable: at(422, 'The dead letter cannot be read'),
  invalid_plan_id: at(422, 'There is no such plan'),
  plan_of_other_tenant: at(422, 'The plan is of another tenant'),
  plan_mismatch: at(422, 'This is not what was planned'),
  idempotency_key_reused: at(422, 'The Idempotency-Key was used for another request'),
  precondition_required: at(428, 'If-Match is needed'),
  rate_limited: at(429, 'Too many requests'),
  headers_too_large: at(431, 'The headers are too large'),
  internal: at(500, 'Something went wrong on our side'),
  store_unavailable: at(503, 'The store cannot be reached'),
  store_contention: at(503, 'Too many writers at once'),
  too_many_waiters: at(503, 'Too many callers wait for changes'),
  queue_unavailable: at(503, 'The queue cannot be reached'),
  cluster_unavailable: at(503, 'The cluster cannot be reached'),
  cluster_timeout: at(503, 'The cluster did not answer in time'),
  cluster_throttled: at(503, 'The cluster asks for patience'),
  cluster_unauthorized: at(503, 'The cluster does not know us'),
  cluster_forbidden: at(503, 'The cluster does not let us look'),
  vault_unavailable: at(503, 'The vault cannot be reached'),
  vault_timeout: at(503, 'The vault did not answer in time'),
  vault_throttled: at(503, 'The vault asks for patience'),
  vault_unauthorized: at(503, 'The vault does not know us'),
  vault_forbidden: at(503, 'The vault does not let us in'),
  vault_refused: at(503, 'The vault does not take the values'),
  id_space_crowded: at(503, 'No free short id was found'),
} as const satisfies Readonly<Record<string, StatusCode>>;

/** Every code that an answer of this API can carry. */
export type ErrorCode = keyof typeof statusCodes;

/** Whether an answer may carry this code. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(statusCodes, code);
}
