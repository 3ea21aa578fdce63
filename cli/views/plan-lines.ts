import type { PlannedChange, PlanView } from '../../shared/use-cases/plan-view.ts';
import type { Cell } from '../format-table.ts';
import type { Style } from '../terminal.ts';
import { fieldText } from './field-text.ts';

type Disruption = PlannedChange['disruption'];
type FieldChange = PlannedChange['fields'][number];

const disruptionWords: Readonly<Record<Disruption, string>> = {
  none: '',
  restart: 'restart: its pods are replaced',
  recreate: 'recreate: it must be deleted and made again',
  'data-loss': 'data loss: what it holds is gone',
};

/** A plan for people, a line each: objects with a sign and their fields, steps, sums, warnings last. */
export function planLines(plan: PlanView): readonly Cell[] {
  const { operation, changes, steps, warnings } = plan;
  const changed = changes.filter(({ action }) => action !== 'none');
  const isNothing = operation === null && changed.length === 0;
  return [
    ...(isNothing ? ['Nothing to change'] : []),
    ...changed.flatMap(changeLines),
    ...changes.flatMap(uncheckedLines),
    ...(steps.length === 0 ? [] : ['', ...stepLines(plan)]),
    ...(isNothing ? [] : ['', sumLine(plan)]),
    ...(warnings.length === 0 ? [] : ['', ...warningLines(plan)]),
  ];
}

function changeLines({ object, action, fields, disruption }: PlannedChange): readonly Cell[] {
  const { sign, style } = signOf(action, disruption);
  const words = disruptionWords[disruption];
  const text = `${sign} ${nameOf(object)}${words === '' ? '' : ` (${words})`}`;
  return [{ text, style }, ...fields.map(fieldLine)];
}

function signOf(action: PlannedChange['action'], disruption: Disruption) {
  const isDrastic = disruption === 'recreate' || disruption === 'data-loss';
  switch (action) {
    case 'create':
      return { sign: '+', style: 'green' } as const satisfies Sign;
    case 'update':
      return isDrastic
        ? ({ sign: '!', style: 'red' } as const satisfies Sign)
        : ({ sign: '~', style: 'yellow' } as const satisfies Sign);
    case 'delete':
      return { sign: '-', style: 'red' } as const satisfies Sign;
    case 'none':
      return { sign: ' ', style: 'dim' } as const satisfies Sign;
    default:
      return action satisfies never;
  }
}

interface Sign {
  readonly sign: string;
  readonly style: Style;
}

function nameOf({ kind, namespace, name }: PlannedChange['object']): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function fieldLine(field: FieldChange): string {
  const { path, is_secret } = field;
  return `    ${is_secret ? `${path}: (a secret value changes)` : fieldText(field)}`;
}

function uncheckedLines({ object, not_checked_live: why }: PlannedChange): readonly Cell[] {
  if (why === undefined) return [];
  return [{ text: `? ${nameOf(object)}: not compared with the cluster: ${why}`, style: 'dim' }];
}

function stepLines({ operation, steps }: PlanView): readonly Cell[] {
  return [
    { text: `Steps of the ${operation ?? 'change'}:`, style: 'bold' },
    ...steps.map(({ name, job, is_irreversible, disruption }) => {
      const notes = [
        ...(job === null ? [] : [`runs ${nameOf(job)}`]),
        ...(disruption === 'none' ? [] : [disruptionWords[disruption]]),
        ...(is_irreversible ? ['cannot be undone'] : []),
      ];
      return `    ${name}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
    }),
  ];
}

function sumLine({ changes }: PlanView): string {
  const count = (wanted: string) => changes.filter(({ action }) => action === wanted).length;
  return `${count('create')} to create, ${count('update')} to change, ${count('delete')} to delete, ${count('none')} unchanged`;
}

function warningLines({ warnings }: PlanView): readonly Cell[] {
  return warnings.map(({ code, message }) => ({
    text: `Warning: ${message} (${code})`,
    style: 'yellow',
  }));
}
