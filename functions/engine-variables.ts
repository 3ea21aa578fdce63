import { everywhere, type VariableDoc } from './variable-doc.ts';

const millisecondsRule = 'a whole number of milliseconds from 100 to 3600000';

/** How long the engine keeps, waits and works, and what the walk may do. */
export const engineVariables = {
  TOMBSTONE_HOURS: {
    summary: 'How long a deleted tenant answers 410; after that 404.',
    rule: 'a number of hours above 0, at most 8760',
    ...everywhere('24'),
  },
  SOFT_DELETE_HOURS: {
    summary:
      'How long a deleted tenant of product frappe, starter or codetether is only suspended and can be restored; 0: not at all.',
    rule: 'a number of hours, at most 8760',
    ...everywhere('0'),
  },
  SWEEP_PERIOD_MS: {
    summary:
      'How often the engine of `npm start` looks for tenants whose time has come. Deployed it has no effect: Cloud Scheduler says when.',
    rule: millisecondsRule,
    local: '1000',
    deployed: '60000',
  },
  WALK_PERIOD_MS: {
    summary:
      'How often `npm start` walks over the cluster and compares what tenants have with what they should have. Deployed it has no effect: Cloud Scheduler says when.',
    rule: millisecondsRule,
    local: '60000',
    deployed: '600000',
  },
  WALK_DELETE_ORPHANS: {
    summary:
      'Whether the walk deletes objects that carry the label of a tenant that is gone. Namespaces and volume claims are never deleted. `off`: they are reported only.',
    rule: 'on or off',
    ...everywhere('off'),
  },
  WALK_BREAKER_PERCENT: {
    summary:
      'When more than this many percent of the tenants that a walk has seen, and at least 5, look broken, it starts no more repairs and logs an error. 100 never stops it.',
    rule: 'a whole number from 1 to 100',
    ...everywhere('20'),
  },
  LEASE_MS: {
    summary: 'How long one worker may hold a tenant without a sign of life.',
    rule: `${millisecondsRule}; at least WORK_MS + CALL_TIMEOUT_MS + LEASE_MARGIN_MS`,
    local: '10000',
    deployed: '90000',
  },
  WORK_MS: {
    summary: 'How long one invocation of the engine works before it hands over to the next.',
    rule: millisecondsRule,
    local: '6000',
    deployed: '60000',
  },
  CALL_TIMEOUT_MS: {
    summary: 'How long one call to a cluster may take.',
    rule: millisecondsRule,
    local: '2000',
    deployed: '10000',
  },
  LEASE_MARGIN_MS: {
    summary: 'What must be left of a lease beyond a call that is about to start.',
    rule: millisecondsRule,
    local: '1000',
    deployed: '5000',
  },
} as const satisfies Readonly<Record<string, VariableDoc>>;
