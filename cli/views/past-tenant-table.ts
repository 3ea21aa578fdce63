import type { PastTenantView } from '../../shared/use-cases/get-past-tenant.ts';
import type { Cell, Table } from '../format-table.ts';
import { stateCell } from './state-cell.ts';

/** A tenant as it was at a time, one member a line. */
export function pastTenantTable(tenant: PastTenantView): Table {
  const { revision, last_event: event, status } = tenant;
  const { blueprint, params } = revision;
  const rows: readonly (readonly [string, Cell])[] = [
    ['slug', tenant.slug],
    ['id', tenant.id],
    ['at', tenant.at],
    ['status', status === null ? 'unknown' : stateCell(status)],
    ['product', `${blueprint.name} ${blueprint.version}`],
    ['tier', revision.tier],
    ['params', JSON.stringify(params)],
    [
      'revision',
      `${revision.number}, since ${revision.at} by ${revision.actor}: ${revision.reason}`,
    ],
    ['last event', `${event.number}, ${event.at} by ${event.actor}: ${event.message}`],
    ['created', tenant.created_at],
  ];
  return { rows: rows.map(([name, value]) => [{ text: name, style: 'dim' }, value]) };
}
