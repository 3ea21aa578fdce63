/** What does not fit together in params whose parts are each as they should be. */
export interface ParamsFault {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}
