import type { FailedPods, HeldPods, PodRule, PodSelector } from './pod-rule.ts';

/** A kwok Stage: when an object looks like this, wait this long, then write that. */
export type Stage = Readonly<Record<string, unknown>>;

interface StageSpec {
  readonly rule?: PodSelector;
  readonly when: readonly Expression[];
  readonly delayMs?: number;
  readonly status?: string;
}

interface Expression {
  readonly key: string;
  readonly operator: 'DoesNotExist' | 'In' | 'NotIn';
  readonly values?: readonly string[];
}

const dayMs = 86_400_000;
const readyStatus = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const livesForever = isIn('.spec.restartPolicy', 'Always');
const endsOnce = isIn('.spec.restartPolicy', 'Never', 'OnFailure');
const isUnready = isIn(readyStatus, 'False');

/** The stages that carry out the rules, on top of kwok's own ones. */
export function renderPodStages(rules: readonly PodRule[]): readonly Stage[] {
  return [recoverStage(), ...rules.flatMap(stagesOf)];
}

function stagesOf(rule: PodRule, index: number): readonly Stage[] {
  switch (rule.kind) {
    case 'hold':
      return [holdStage(rule, index)];
    case 'fail':
      return [failStage(rule, index), ...crashStages(rule, index)];
    default:
      return rule satisfies never;
  }
}

/** A held pod has a next stage, but waits for it for a day. */
function holdStage(rule: HeldPods, index: number): Stage {
  const phase = rule.at === 'pending' ? 'Pending' : 'Running';
  return podStage(`rig-hold-${index}`, { rule, when: [phaseIn(phase)], delayMs: dayMs });
}

/** A Job's pod runs for a moment and then ends as Failed. */
function failStage(rule: FailedPods, index: number): Stage {
  return podStage(`rig-fail-${index}`, {
    rule,
    when: [endsOnce, phaseIn('Running')],
    status: `${conditions('False')}
phase: Failed
containerStatuses:
${containers(`ready: false
  restartCount: 0
  state:
    terminated: ${terminated(rule)}`)}`,
  });
}

/** A pod that is to run for ever never ends: its containers crash again and again, until the rule is gone. */
function crashStages(rule: FailedPods, index: number): readonly Stage[] {
  const status = `${conditions('False')}
phase: Running
startTime: {{ Now | Quote }}
containerStatuses:
${containers(`ready: false
  restartCount: 3
  state:
    waiting: { reason: CrashLoopBackOff, message: "back-off restarting failed container" }
  lastState:
    terminated: ${terminated(rule)}`)}`;
  const isNew = { key: readyStatus, operator: 'NotIn', values: ['False'] } as const;
  return [
    podStage(`rig-crash-${index}`, {
      rule,
      when: [livesForever, phaseIn('Pending', 'Running'), isNew],
      status,
    }),
    podStage(`rig-crashed-${index}`, { rule, when: [livesForever, isUnready], delayMs: dayMs }),
  ];
}

/** Crashed pods come back when no rule holds them any more. */
function recoverStage(): Stage {
  return podStage('rig-recover', {
    when: [livesForever, phaseIn('Running'), isUnready],
    status: `${conditions('True')}
containerStatuses:
${containers(`ready: true
  restartCount: 4
  state:
    running: { startedAt: {{ Now | Quote }} }`)}`,
  });
}

function podStage(name: string, spec: StageSpec): Stage {
  const isThere: Expression = { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' };
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind: 'Pod' },
      selector: { matchExpressions: [isThere, ...spec.when, ...labelExpressions(spec.rule)] },
      // Where several stages match, kwok drops those without a weight: its own ones have none.
      weight: spec.rule === undefined ? 0 : 1,
      ...(spec.delayMs === undefined ? {} : { delay: { durationMilliseconds: spec.delayMs } }),
      next: { statusTemplate: spec.status ?? '' },
    },
  };
}

function labelExpressions(rule: PodSelector | undefined): readonly Expression[] {
  return Object.entries(rule?.labels ?? {}).map(([name, value]) =>
    isIn(`.metadata.labels[${JSON.stringify(name)}]`, value),
  );
}

function phaseIn(...values: readonly string[]): Expression {
  return isIn('.status.phase', ...values);
}

function isIn(key: string, ...values: readonly string[]): Expression {
  return { key, operator: 'In', values };
}

function conditions(status: 'False' | 'True'): string {
  const condition = (type: string) =>
    `- { type: ${type}, status: "${status}", lastTransitionTime: {{ Now | Quote }} }`;
  return ['conditions:', condition('Ready'), condition('ContainersReady')].join('\n');
}

function containers(state: string): string {
  return `{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ${state}
{{ end }}`;
}

function terminated(rule: FailedPods): string {
  // kwok's template would read braces in the message as its own.
  const message = JSON.stringify(rule.message ?? 'failed by the rig').replaceAll('{', '\\u007b');
  const time =
    rule.backoff === 'real'
      ? '{{ Now | Quote }}'
      : '{{ now | date_modify "-1h" | date "2006-01-02T15:04:05Z07:00" | Quote }}';
  return `{ exitCode: ${rule.exitCode ?? 1}, reason: Error, message: ${message}, startedAt: ${time}, finishedAt: ${time} }`;
}
