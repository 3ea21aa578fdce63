import type { EventView } from '../../shared/use-cases/list-events.ts';
import type { Table } from '../format-table.ts';

/** Events, one a line, in the order of the answer. */
export function eventTable(events: readonly EventView[]): Table {
  return {
    header: ['#', 'AT', 'TYPE', 'ACTOR', 'MESSAGE'],
    rows: events.map(({ number, at, type, actor, message }) => [
      String(number),
      at,
      type,
      actor,
      message,
    ]),
  };
}
