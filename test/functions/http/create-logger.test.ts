import { describe, expect, it } from 'vitest';
import { createLogger, type LogLevel } from '../../../functions/http/create-logger.ts';

function aLogger(level: LogLevel) {
  const lines: string[] = [];
  const clock = { now: () => Date.UTC(2026, 0, 1) };
  return { lines, logger: createLogger({ level, clock, write: (line) => lines.push(line) }) };
}

describe('createLogger()', () => {
  it('writes one line of JSON as Cloud Logging reads it', () => {
    const { lines, logger } = aLogger('info');

    logger.warn('Sweeping failed', { reason: 'a\nb', due: 3 });

    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      severity: 'WARNING',
      time: '2026-01-01T00:00:00.000Z',
      message: 'Sweeping failed',
      reason: 'a\nb',
      due: 3,
    });
  });

  it('leaves out what is below its level', () => {
    const { lines, logger } = aLogger('warn');

    logger.info('Answered request');
    logger.error('Failing request');

    expect(lines.map((line) => JSON.parse(line).severity)).toEqual(['ERROR']);
  });

  it('does not let a field replace severity or time; no field is called message', () => {
    const { lines, logger } = aLogger('info');

    logger.error('Failing request', { severity: 'INFO', time: 'never' });
    // @ts-expect-error The message is the first argument; another one would be lost.
    logger.error('Failing request', { message: 'fine' });

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      severity: 'ERROR',
      message: 'Failing request',
      time: expect.stringContaining('T'),
    });
    expect(JSON.parse(lines[1] ?? '').message).toBe('Failing request');
  });
});
