import type { LogFields, Logger } from '../../shared/ports/logger.ts';

/** A log line as it was written. */
export interface LogLine {
  readonly message: string;
  readonly fields: LogFields;
}

/** A logger that keeps its lines instead of printing them. */
export function createSilentLogger(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const keep = (message: string, fields: LogFields = {}) => {
    lines.push({ message, fields });
  };
  return { lines, info: keep, warn: keep, error: keep };
}
