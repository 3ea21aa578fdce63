import type { Cell } from '../format-table.ts';
import type { Style } from '../terminal.ts';

const styles: Readonly<Record<string, Style>> = {
  active: 'green',
  healthy: 'green',
  succeeded: 'green',
  ready: 'green',
  True: 'green',
  failed: 'red',
  unhealthy: 'red',
  missing: 'red',
  cancelled: 'red',
  queued: 'yellow',
  provisioning: 'yellow',
  updating: 'yellow',
  suspending: 'yellow',
  resuming: 'yellow',
  deleting: 'yellow',
  progressing: 'yellow',
  degraded: 'yellow',
  waiting: 'yellow',
  running: 'yellow',
  suspended: 'dim',
  deleted: 'dim',
  unknown: 'dim',
  pending: 'dim',
  skipped: 'dim',
  superseded: 'dim',
};

/** A status, health or state as a cell: green is well, red needs a person, yellow goes on. */
export function stateCell(state: string): Cell {
  const style = styles[state];
  return style === undefined ? state : { text: state, style };
}
