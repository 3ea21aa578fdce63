/**
 * Fields of one log line: tenant id, operation id, step, attempt … never a secret, and no second
 * message, which would be lost behind the first.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>> & {
  readonly message?: never;
};

/** Structured log for operators. Messages are constant; what varies goes into the fields. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
