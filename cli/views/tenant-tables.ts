import type { Condition } from '../../shared/tenant/condition.ts';
import type { StatusView, TenantView } from '../../shared/use-cases/tenant-view.ts';
import type { Cell, Table } from '../format-table.ts';
import { stateCell } from './state-cell.ts';

type Row = readonly [string, Cell | null];

/** A tenant with all that its answer says, one member a line, then its conditions. */
export function tenantTables(tenant: TenantView): readonly Table[] {
  const { product, version, cluster, namespace, generation, observed_generation } = tenant;
  return [
    members([
      ['slug', tenant.slug],
      ['id', tenant.id],
      ['organization', tenant.organization],
      ['product', `${product} ${version}`],
      ['tier', tenant.tier],
      ...stateRows(tenant),
      ['placed', `${cluster}/${namespace}`],
      ['protected', tenant.deletion_protection ? 'from deletion' : null],
      ['restorable', tenant.purge_at === null ? null : `until ${tenant.purge_at}`],
      ['generation', `${generation} (observed ${observed_generation})`],
      ['labels', pairs(tenant.labels)],
      ['params', json(tenant.params)],
      ['outputs', json(tenant.outputs)],
      ['created', `${tenant.created_at} by ${tenant.created_by}`],
      ['updated', tenant.updated_at],
    ]),
    conditionTable(tenant.conditions),
  ];
}

/** The cheap poll: where the tenant stands, and its conditions. */
export function statusTables(status: StatusView): readonly Table[] {
  const rows: readonly Row[] = [['slug', status.slug], ['id', status.id], ...stateRows(status)];
  return [members(rows), conditionTable(status.conditions)];
}

function stateRows(tenant: TenantView | StatusView): readonly Row[] {
  const { status, health, site_url, operation, error_code, error_message } = tenant;
  const error = [error_code, error_message].filter((part) => part !== null).join(': ');
  return [
    ['status', stateCell(status)],
    ['health', stateCell(health)],
    ['site', site_url],
    ['operation', `${operation.kind} ${operation.state} (${operation.id})`],
    ['error', error === '' ? null : { text: error, style: 'red' }],
  ];
}

function members(rows: readonly Row[]): Table {
  return {
    rows: rows.flatMap(([name, value]) =>
      value === null ? [] : [[{ text: name, style: 'dim' }, value]],
    ),
  };
}

function conditionTable(conditions: readonly Condition[]): Table {
  return {
    header: ['CONDITION', 'STATUS', 'REASON', 'MESSAGE'],
    rows: conditions.map(({ type, status, reason, message }) => [type, status, reason, message]),
  };
}

function pairs(labels: Readonly<Record<string, string>>): string | null {
  const texts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return texts.length === 0 ? null : texts.join(', ');
}

function json(object: object): string | null {
  return Object.keys(object).length === 0 ? null : JSON.stringify(object);
}
