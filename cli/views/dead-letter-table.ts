import type { DeadLetterView } from '../../shared/use-cases/dead-letter-view.ts';
import type { Table } from '../format-table.ts';

/** Dead letters, one a line; what a person decides by stands first. */
export function deadLetterTable(letters: readonly DeadLetterView[]): Table {
  return {
    header: ['ID', 'STATE', 'RECEIVED', 'CODE', 'TENANT', 'REASON'],
    rows: letters.map(({ id, state, received_at, reason, tenant_id }) => [
      id,
      state,
      received_at,
      reason.code,
      tenant_id ?? '-',
      reason.message,
    ]),
  };
}
