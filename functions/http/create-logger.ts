import type { Clock } from '../../shared/ports/clock.ts';
import type { LogFields, Logger } from '../../shared/ports/logger.ts';

/** How bad a line is, the least first. */
export type LogLevel = 'info' | 'warn' | 'error';

export interface LoggerOptions {
  /** The least level that is written. */
  readonly level: LogLevel;
  readonly clock: Clock;
  /** Takes one line without its end. */
  readonly write: (line: string) => void;
}

const severities = { info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;
const levels: readonly LogLevel[] = ['info', 'warn', 'error'];

/** A logger that writes one JSON object a line, as Cloud Logging reads it (LogEntry.severity). */
export function createLogger({ level, clock, write }: LoggerOptions): Logger {
  const log = (lineLevel: LogLevel) => (message: string, fields?: LogFields) => {
    if (levels.indexOf(lineLevel) < levels.indexOf(level)) return;
    const time = new Date(clock.now()).toISOString();
    write(JSON.stringify({ ...fields, severity: severities[lineLevel], time, message }));
  };
  return { info: log('info'), warn: log('warn'), error: log('error') };
}
