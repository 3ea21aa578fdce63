import { isStepDone } from '../../shared/tenant/operation.ts';
import { msBetween } from '../../shared/tenant/time.ts';
import type { OperationView } from '../../shared/use-cases/operations.ts';
import { describeDuration } from '../describe-time.ts';
import type { Table } from '../format-table.ts';
import { stateCell } from './state-cell.ts';
import { stepDetail } from './step-detail.ts';

/** Operations, one a line, in the order of the answer. */
export function operationTable(operations: readonly OperationView[]): Table {
  return {
    header: ['KIND', 'STATE', 'STEPS', 'CREATED', 'TOOK', 'ID', 'ERROR'],
    rows: operations.map((operation) => {
      const { kind, state, created_at, ended_at, id, error } = operation;
      const took = ended_at === null ? '' : describeDuration(msBetween(created_at, ended_at));
      const why = error === null ? '' : `${error.code}: ${error.message}`;
      return [kind, stateCell(state), progressOf(operation), created_at, took, id, why];
    }),
  };
}

/** The steps of one operation in order. */
export function stepTable({ kind, id, steps }: OperationView): Table {
  return {
    header: [`STEP OF ${kind.toUpperCase()} ${id.slice(0, 8)}`, 'STATE', 'ATTEMPTS', 'DETAIL'],
    rows: steps.map((step) => [
      step.name,
      stateCell(step.state),
      String(step.attempts),
      stepDetail(step),
    ]),
  };
}

function progressOf({ steps }: OperationView): string {
  const done = steps.filter(isStepDone);
  return `${done.length}/${steps.length}`;
}
