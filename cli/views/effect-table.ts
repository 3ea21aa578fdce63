import type { EffectView } from '../../shared/use-cases/list-effects.ts';
import type { Table } from '../format-table.ts';
import { stateCell } from './state-cell.ts';

/** Effects of a tenant, one a line, in the order of the answer. */
export function effectTable(effects: readonly EffectView[]): Table {
  return {
    header: ['NAME', 'STATE', 'ATTEMPTS', 'STARTED', 'REFERENCE', 'MESSAGE'],
    rows: effects.map(({ name, state, attempts, started_at, reference, message }) => [
      name,
      stateCell(state),
      String(attempts),
      started_at,
      reference,
      message ?? '',
    ]),
  };
}
