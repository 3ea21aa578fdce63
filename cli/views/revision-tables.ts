import type { RevisionDetails, RevisionView } from '../../shared/use-cases/revisions.ts';
import type { Cell, Table } from '../format-table.ts';
import { fieldText } from './field-text.ts';

/** Revisions, one a line, in the order of the answer. */
export function revisionTable(revisions: readonly RevisionView[]): Table {
  return {
    header: ['REVISION', 'STATE', 'VERSION', 'TIER', 'AT', 'ACTOR', 'REASON'],
    rows: revisions.map((revision) => [
      `${revision.number}${revision.is_current ? '*' : ''}`,
      stateOf(revision),
      revision.blueprint.version,
      revision.tier,
      revision.at,
      revision.actor,
      revision.reason,
    ]),
  };
}

/** One revision, a member a line, then how it differs from the one that it is compared with. */
export function revisionTables(revision: RevisionDetails): readonly Table[] {
  const { number, blueprint, tier, params, reason, actor, at, comparison } = revision;
  const rows: readonly (readonly [string, Cell])[] = [
    ['revision', `${number}${revision.is_current ? '*' : ''}`],
    ['state', stateOf(revision)],
    ['product', `${blueprint.name} ${blueprint.version}`],
    ['tier', tier],
    ['params', JSON.stringify(params)],
    ['reason', reason],
    ['created', `${at} by ${actor}`],
  ];
  return [
    { rows: rows.map(([name, value]) => [{ text: name, style: 'dim' }, value]) },
    ...(comparison === null ? [] : [comparisonTable(comparison)]),
  ];
}

function comparisonTable({
  with: other,
  changes,
}: NonNullable<RevisionDetails['comparison']>): Table {
  const lines = changes.length === 0 ? ['no difference'] : changes.map(fieldText);
  return { header: [`SINCE REVISION ${other}`], rows: lines.map((line) => [line]) };
}

function stateOf({ is_good }: RevisionView): Cell {
  return is_good ? { text: 'good', style: 'green' } : '';
}
