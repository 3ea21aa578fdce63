import { expect } from 'vitest';
import type { ScheduledWorld } from './scheduled-world.ts';

/** Nothing was created twice, nobody without the lease recorded anything, and no look broke. */
export function assertNoDoubleEffect({ audit, ended }: ScheduledWorld): void {
  expect([...audit.created].filter(([, times]) => times > 1)).toEqual([]);
  expect(audit.violations).toEqual([]);
  expect(ended.filter(({ error }) => error !== undefined)).toEqual([]);
}
