import type { V1Job } from '@kubernetes/client-node';
import type { ObjectRef } from '../kubernetes/object.ts';
import type { StagedObject } from '../kubernetes/stage.ts';
import type { JsonObject } from '../tenant/json.ts';

/** Something that the platform's owner provides and a tenant needs, such as a shared Secret. */
export interface Prerequisite {
  readonly ref: ObjectRef;
  /** Keys of a Secret or ConfigMap that must be there. */
  readonly keys?: readonly string[];
}

/** A Secret whose values are generated once in the cluster and never leave it. */
export interface GeneratedSecret {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Keys to generate: 32 characters of base64url from 192 random bits each. */
  readonly keys: readonly string[];
}

interface Spec<K extends string> {
  readonly kind: K;
  /** Unique within the operation; a person reads it: `provision-site`. */
  readonly name: string;
  /** From its start until it counts as stuck. */
  readonly deadlineMs: number;
  /** True: from its first run on there is no way back to an earlier revision. */
  readonly isIrreversible?: boolean;
  /**
   * True: whatever goes wrong is waited out, with its name, until the deadline: what stands in the way
   * is the platform's to mend, and nothing that was done before is undone for it.
   */
  readonly isPatient?: boolean;
  /** What takes back this step when a creation fails for good in it or in a later one. */
  readonly undo?: StepSpec;
}

/** Waits until every prerequisite exists, naming the one that does not. */
export interface CheckPrerequisites extends Spec<'check-prerequisites'> {
  readonly prerequisites: readonly Prerequisite[];
}

/** Creates each Secret once; one that exists and is the tenant's own is kept as it is. */
export interface EnsureSecrets extends Spec<'ensure-secrets'> {
  readonly secrets: readonly GeneratedSecret[];
}

/** Applies the objects stage by stage and prunes what the inventory holds and nobody wants. */
export interface ApplyObjects extends Spec<'apply-objects'> {
  readonly objects: readonly StagedObject[];
  /** True: more is wanted than these objects, so nothing is pruned. */
  readonly isPartial?: boolean;
}

/**
 * Scales the workloads among the objects to nothing, remembers how many pods each had, and waits
 * until they are gone. What else there is stays as it is.
 */
export interface SuspendWorkloads extends Spec<'suspend-workloads'> {
  readonly objects: readonly StagedObject[];
}

/**
 * Brings back as many pods as each workload among the objects had before it was suspended, and
 * waits until they are ready. Goes before `apply-objects`, which may set other numbers from then on.
 */
export interface ResumeWorkloads extends Spec<'resume-workloads'> {
  readonly objects: readonly StagedObject[];
}

/** Runs a Job to its end, once per operation; a failed Job fails the operation with its reason. */
export interface RunJob extends Spec<'run-job'> {
  readonly job: V1Job;
  /** When this object does not exist, there is nothing to do and the step is skipped. */
  readonly onlyIf?: ObjectRef;
}

/** Waits until the objects of the inventory are ready by the rules of their kinds. */
export interface AwaitReady extends Spec<'await-ready'> {
  readonly refs: readonly ObjectRef[];
}

/** States outputs of the operation that follow from the tenant alone. */
export interface SetOutputs extends Spec<'set-outputs'> {
  readonly siteUrl: string | null;
  readonly outputs: JsonObject;
}

/** Ends Jobs of earlier operations that still run and waits until their pods are gone. */
export interface StopJobs extends Spec<'stop-jobs'> {
  readonly refs: readonly ObjectRef[];
}

/** Deletes what the inventory and `refs` name and is ours, and waits for a positive 404 of each. */
export interface DeleteObjects extends Spec<'delete-objects'> {
  readonly refs: readonly ObjectRef[];
}

/**
 * Looks a second time, no sooner than a lease and a call after the first look: by label for each
 * kind that may be listed, by name for the others. Finds and deletes what a late call left behind.
 */
export interface ConfirmGone extends Spec<'confirm-gone'> {
  readonly namespace: string;
  readonly kinds: readonly { readonly apiVersion: string; readonly kind: string }[];
  readonly refs: readonly ObjectRef[];
}

/** Which host leads where, under the comment that names the tenant. */
export interface EnsureDnsRecord extends Spec<'ensure-dns-record'> {
  /** Full name of the host, which the tenant has claimed: `acme.example.com`. */
  readonly host: string;
  /** What its CNAME points to. */
  readonly target: string;
}

/** Removes the host's record if it is the tenant's own. */
export interface RemoveDnsRecord extends Spec<'remove-dns-record'> {
  readonly host: string;
}

/**
 * Lets a tunnel lead the host to a service, before every rule that would catch the host. A rule of
 * the host that leads to the same service is the tenant's own: it has claimed the host.
 */
export interface EnsureTunnelRule extends Spec<'ensure-tunnel-rule'> {
  readonly host: string;
  /** `https://ingress.example.svc.cluster.local:443`. */
  readonly service: string;
  /** True: the service's certificate is not checked. */
  readonly noTlsVerify: boolean;
}

/** Removes the rules that lead the host to this service; others of the host stay. */
export interface RemoveTunnelRule extends Spec<'remove-tunnel-rule'> {
  readonly host: string;
  readonly service: string;
}

/** Waits until a deleted tenant can no longer be restored. */
export type AwaitPurge = Spec<'await-purge'>;

/** One step of an operation, as data; `shared/provisioning/steps/` implements each kind. */
export type StepSpec =
  | CheckPrerequisites
  | EnsureSecrets
  | ApplyObjects
  | SuspendWorkloads
  | ResumeWorkloads
  | RunJob
  | AwaitReady
  | SetOutputs
  | StopJobs
  | DeleteObjects
  | ConfirmGone
  | EnsureDnsRecord
  | RemoveDnsRecord
  | EnsureTunnelRule
  | RemoveTunnelRule
  | AwaitPurge;
