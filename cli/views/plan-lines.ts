import type { PlannedChange, PlanView } from '../../shared/use-cases/plan-view.ts';
import type { Cell } from '../format-table.ts';
import type { Style } from '../terminal.ts';
import { fieldText } from './field-text.ts';

type Disruption = PlannedChange['disruption'];
type FieldChange = PlannedChange['fields'][number];

const disruptionWords: Readonly<Record<Disruption, string>> = {
  none: '',
  restart: 'restart: its pods are replaced or stopped',
  recreate: 'recreate: it must be deleted and made again',
  'data-loss': 'data loss: what it holds is gone',
};

/** Warnings that the sentence of a plan without an operation says already. */
const saidAlready = ['nothing_to_do', 'record_only'];

/**
 * A plan for people, a line each: what changes of the tenant, objects with a sign and their fields,
 * steps, sums, warnings last.
 */
export function planLines(plan: PlanView): readonly Cell[] {
  const { changes } = plan;
  const changed = changes.filter(({ action }) => action !== 'none');
  const parts = [
    tenantLines(plan),
    [...changed.flatMap(changeLines), ...changes.flatMap(uncheckedLines)],
    stepLines(plan),
    [endLine(plan, changed.length)],
    warningLines(plan),
  ].filter((part) => part.length > 0);
  return parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

function tenantLines({ tenant_id, fields }: PlanView): readonly Cell[] {
  if (fields.length === 0) return [];
  const { sign, style } = signOf(tenant_id === null ? 'create' : 'update', 'none');
  return [{ text: `${sign} Tenant`, style }, ...fields.map((field) => `    ${fieldText(field)}`)];
}

function endLine(plan: PlanView, changed: number): string {
  if (plan.operation !== null || changed > 0) return sumLine(plan);
  return plan.fields.length === 0
    ? 'Nothing to change'
    : 'Changes at once, without an operation: nothing changes in the cluster';
}

function changeLines(change: PlannedChange): readonly Cell[] {
  const { object, action, fields, disruption } = change;
  const { sign, style } = signOf(action, disruption);
  const text = `${sign} ${nameOf(object)}${inBrackets(costsOf(change))}`;
  return [{ text, style }, ...fields.map(fieldLine)];
}

/** What it disrupts, and from when on. */
function costsOf({
  disruption,
  not_before: time,
}: Pick<PlannedChange, 'disruption' | 'not_before'>) {
  return [
    ...(disruption === 'none' ? [] : [disruptionWords[disruption]]),
    ...(time === undefined ? [] : [`not before ${time}`]),
  ];
}

function inBrackets(notes: readonly string[]): string {
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
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
  if (steps.length === 0) return [];
  return [
    { text: `Steps of the ${operation ?? 'change'}:`, style: 'bold' },
    ...steps.map((step) => {
      const { name, job, is_irreversible } = step;
      const notes = [
        ...(job === null ? [] : [`runs ${nameOf(job)}`]),
        ...costsOf(step),
        ...(is_irreversible ? ['cannot be undone'] : []),
      ];
      return `    ${name}${inBrackets(notes)}`;
    }),
  ];
}

function sumLine({ changes }: PlanView): string {
  const count = (wanted: string) => changes.filter(({ action }) => action === wanted).length;
  return `${count('create')} to create, ${count('update')} to change, ${count('delete')} to delete, ${count('none')} unchanged`;
}

function warningLines({ warnings }: PlanView): readonly Cell[] {
  return warnings
    .filter(({ code }) => !saidAlready.includes(code))
    .map(({ code, message }) => ({ text: `Warning: ${message} (${code})`, style: 'yellow' }));
}
