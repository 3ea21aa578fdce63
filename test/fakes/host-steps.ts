import type { StepSpec } from '../../shared/blueprint/step-spec.ts';
import { resultOfError } from '../../shared/provisioning/result-of-error.ts';
import { runSpec } from '../../shared/provisioning/run-spec.ts';
import type { StepContext } from '../../shared/provisioning/step-implementation.ts';
import type { StepResult } from '../../shared/provisioning/step-result.ts';

const deadlineMs = 60_000;

export const ingressService = 'https://ingress.example.svc.cluster.local:443';

/** The steps that give a host its record and its rule, and those that take them away. */
export function hostSteps(host: string): Readonly<Record<'ensure' | 'remove', StepSpec[]>> {
  const rule = { host, service: ingressService, deadlineMs };
  return {
    ensure: [
      {
        ...{ kind: 'ensure-dns-record', name: 'ensure-dns-record', deadlineMs, host },
        target: 't1.cfargotunnel.com',
      },
      { kind: 'ensure-tunnel-rule', name: 'ensure-tunnel-rule', ...rule, noTlsVerify: true },
    ],
    remove: [
      { kind: 'remove-tunnel-rule', name: 'remove-tunnel-rule', ...rule },
      { kind: 'remove-dns-record', name: 'remove-dns-record', deadlineMs, host },
    ],
  };
}

/** One run of a step, its errors as the engine takes them. */
export async function runOnce(context: StepContext, spec: StepSpec): Promise<StepResult> {
  try {
    return await runSpec(context, spec);
  } catch (error) {
    return resultOfError(error, 0, () => 0.5).result;
  }
}

const runsMax = 2_000;

/** Runs the steps one after the other until each is done; `between` passes the time of a wait. */
export async function runAll(
  context: StepContext,
  specs: readonly StepSpec[],
  between: (ms: number) => void | Promise<void>,
): Promise<void> {
  for (const spec of specs) await runToEnd(context, spec, between);
}

async function runToEnd(
  context: StepContext,
  spec: StepSpec,
  between: (ms: number) => void | Promise<void>,
): Promise<void> {
  for (let runs = 0; runs < runsMax; runs += 1) {
    const result = await runOnce(context, spec);
    if (result.kind === 'done') return;
    if (result.kind === 'failed') throw new Error(`Step "${spec.name}": ${result.message}`);
    await between(result.afterMs);
  }
  throw new Error(`Step "${spec.name}" still waits`);
}
