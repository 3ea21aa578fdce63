import type { LogView } from '../../shared/use-cases/read-tenant-logs.ts';
import type { Cell } from '../format-table.ts';

/** The lines of each container below its name, with an empty line between containers. */
export function logLines(logs: readonly LogView[]): readonly Cell[] {
  return logs.flatMap((log, index) => [...(index === 0 ? [] : ['']), ...linesOf(log)]);
}

function linesOf({ pod, container, lines, is_truncated, error }: LogView): readonly Cell[] {
  return [
    { text: `==> ${pod} ${container}`, style: 'bold' },
    ...(is_truncated ? [{ text: '(older lines are left out)', style: 'dim' } as const] : []),
    ...lines,
    ...(error === null
      ? []
      : [{ text: `(no lines: ${error.message} (${error.code}))`, style: 'dim' } as const]),
  ];
}
