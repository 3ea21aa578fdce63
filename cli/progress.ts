import type { StepRecord } from '../shared/tenant/operation.ts';
import type { OperationView } from '../shared/use-cases/operations.ts';
import type { StatusView } from '../shared/use-cases/tenant-view.ts';
import { formatTable } from './format-table.ts';
import type { Terminal, TextStream } from './terminal.ts';
import { stateCell } from './views/state-cell.ts';
import { stepDetail } from './views/step-detail.ts';

/** Tells how an operation gets on; what was told is not told again. */
export interface Progress {
  /** Tells of each step whose state, reason or error is new. */
  show(operation: OperationView): void;
  /** Something about the watching itself, such as a lost connection. */
  note(text: string): void;
  /** Where the tenant stands in the end. */
  end(status: StatusView): void;
}

/** A line a step, for people. Notes go to stderr. */
export function createLineProgress(stream: TextStream, { err }: Terminal): Progress {
  const isNews = createNews();
  return {
    show: (operation) => {
      const { kind, steps } = operation;
      const width = Math.max(0, ...steps.map(({ name }) => name.length));
      const rows = newSteps(operation, isNews).map((step) => [
        kind,
        step.name.padEnd(width),
        // As wide as the longest state, so that lines of several looks are aligned.
        { text: step.state.padEnd(9), style: styleOf(step) },
        stepDetail(step),
      ]);
      stream.write(formatTable({ rows }, stream));
    },
    note: (text) => err.write(`${text}\n`),
    end: ({ slug, status, site_url }) => {
      const row = [slug, stateCell(status), site_url ?? ''];
      stream.write(formatTable({ rows: [row] }, stream));
    },
  };
}

/** A value at a time, for programs: `{operation, step}` each, and `{status}` at the end. */
export function createDataProgress(
  { out, err }: Terminal,
  format: (value: unknown) => string,
): Progress {
  const isNews = createNews();
  return {
    show: (operation) => {
      const { id, kind, state } = operation;
      for (const step of newSteps(operation, isNews)) {
        out.write(format({ operation: { id, kind, state }, step }));
      }
    },
    note: (text) => err.write(`${text}\n`),
    end: (status) => out.write(format({ status })),
  };
}

type News = (key: string, text: string) => boolean;

function createNews(): News {
  const told = new Map<string, string>();
  return (key, text) => {
    const isNew = told.get(key) !== text;
    told.set(key, text);
    return isNew;
  };
}

function newSteps({ id, steps }: OperationView, isNews: News): readonly StepRecord[] {
  return steps.filter((step) => {
    if (step.state === 'pending') return false;
    const { state, wait, error } = step;
    return isNews(`${id}/${step.name}`, [state, wait?.reason, wait?.message, error?.code].join());
  });
}

function styleOf({ state }: StepRecord) {
  const cell = stateCell(state);
  return typeof cell === 'string' ? 'dim' : cell.style;
}
