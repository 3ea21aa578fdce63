/**
 * An address that services of the platform call, not users: it tells its callers apart and reads its
 * body by itself, and it is not in the API's document.
 */
export interface Door {
  readonly method: 'post';
  readonly path: string;
  /** Answers a request that has passed the limits; what it rejects with becomes a problem. */
  open(request: Request, requestId: string): Promise<Response>;
}
