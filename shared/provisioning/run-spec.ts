import type { StepSpec } from '../blueprint/step-spec.ts';
import { runSystemSpec } from './run-system-spec.ts';
import type { StepContext } from './step-implementation.ts';
import type { StepResult } from './step-result.ts';
import { applyObjects } from './steps/apply-objects.ts';
import { applySealedSecrets } from './steps/apply-sealed-secrets.ts';
import { awaitPurge } from './steps/await-purge.ts';
import { awaitReady } from './steps/await-ready.ts';
import { checkIngresses } from './steps/check-ingresses.ts';
import { checkPrerequisites } from './steps/check-prerequisites.ts';
import { confirmGone } from './steps/confirm-gone.ts';
import { copySecrets } from './steps/copy-secrets.ts';
import { deleteObjects, stopJobs } from './steps/delete-objects.ts';
import { ensureNamespace } from './steps/ensure-namespace.ts';
import { ensureSecrets } from './steps/ensure-secrets.ts';
import { releaseNamespace } from './steps/release-namespace.ts';
import { removeSealedValues } from './steps/remove-sealed-values.ts';
import { resumeWorkloads } from './steps/resume-workloads.ts';
import { runJob } from './steps/run-job.ts';
import { setOutputs } from './steps/set-outputs.ts';
import { suspendWorkloads } from './steps/suspend-workloads.ts';

/** Knows every kind of step, those of other systems by `runSystemSpec`: one without an implementation does not compile. */
export async function runSpec(context: StepContext, spec: StepSpec): Promise<StepResult> {
  switch (spec.kind) {
    case 'check-prerequisites':
      return await checkPrerequisites(context, spec);
    case 'ensure-secrets':
      return await ensureSecrets(context, spec);
    case 'apply-sealed-secrets':
      return await applySealedSecrets(context, spec);
    case 'remove-sealed-values':
      return await removeSealedValues(context, spec);
    case 'copy-secrets':
      return await copySecrets(context, spec);
    case 'ensure-namespace':
      return await ensureNamespace(context, spec);
    case 'release-namespace':
      return await releaseNamespace(context, spec);
    case 'apply-objects':
      return await applyObjects(context, spec);
    case 'suspend-workloads':
      return await suspendWorkloads(context, spec);
    case 'resume-workloads':
      return await resumeWorkloads(context, spec);
    case 'run-job':
      return await runJob(context, spec);
    case 'await-ready':
      return await awaitReady(context, spec);
    case 'check-ingresses':
      return await checkIngresses(context, spec);
    case 'set-outputs':
      return await setOutputs(context, spec);
    case 'stop-jobs':
      return await stopJobs(context, spec);
    case 'delete-objects':
      return await deleteObjects(context, spec);
    case 'confirm-gone':
      return await confirmGone(context, spec);
    case 'await-purge':
      return await awaitPurge(context, spec);
    default:
      return await runSystemSpec(context, spec);
  }
}
