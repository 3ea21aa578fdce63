import type { Breaker } from '../../shared/tenant/breaker.ts';

/** The breaker of the cluster `default`, open for a minute from noon. */
export function aBreaker(overrides: Partial<Breaker> = {}): Breaker {
  return {
    schema: 1,
    dependency: 'cluster:default',
    state: 'open',
    openings: 1,
    since: '2026-01-01T12:00:00.000Z',
    until: '2026-01-01T12:01:00.000Z',
    ...overrides,
  } as Breaker;
}
