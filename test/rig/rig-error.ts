/** The one error of the rig: its message says what could not be done, why, and what to do next. */
export class RigError extends Error {
  override readonly name = 'RigError';
}
