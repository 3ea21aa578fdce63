import type { ObjectView } from '../../shared/use-cases/list-objects.ts';
import type { Table } from '../format-table.ts';
import { stateCell } from './state-cell.ts';

/** Objects of a tenant, one a line, in the order of the answer. */
export function objectTable(objects: readonly ObjectView[]): Table {
  return {
    header: ['KIND', 'NAMESPACE', 'NAME', 'STATE', 'REASON', 'MESSAGE'],
    rows: objects.map(({ object, state, reason, message }) => [
      object.kind,
      object.namespace ?? '',
      object.name,
      stateCell(state),
      reason,
      message,
    ]),
  };
}
