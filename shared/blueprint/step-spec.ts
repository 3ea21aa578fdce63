import type { V1Job, V1Namespace } from '@kubernetes/client-node';
import type { ObjectRef } from '../kubernetes/object.ts';
import type { StagedObject } from '../kubernetes/stage.ts';
import type { ConditionFact } from '../tenant/condition.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { RealmDefinition } from '../tenant/realm-definition.ts';
import type { TenantRow } from '../tenant/tenant-row.ts';
import type { GeneratedSecret, SealedSecret, SecretCopy } from './secret-spec.ts';

/** Something that the platform's owner provides and a tenant needs, such as a shared Secret. */
export interface Prerequisite {
  readonly ref: ObjectRef;
  /** Keys of a Secret or ConfigMap that must be there. */
  readonly keys?: readonly string[];
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
  /**
   * True: its implementation sees to it that it ends well soon, whatever becomes of it, so it is never
   * overdue; and it needs no cluster.
   */
  readonly isBestEffort?: boolean;
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

/**
 * Makes these Secrets of the vault's values, and no others that are made so: at most one such step in
 * an operation, before `apply-objects`. Deleting the tenant removes the values by a step of its own.
 */
export interface ApplySealedSecrets extends Spec<'apply-sealed-secrets'> {
  readonly secrets: readonly SealedSecret[];
}

/** Removes the tenant's values from the vault; every deletion of a product with secret values ends so. */
export interface RemoveSealedValues extends Spec<'remove-sealed-values'> {
  /** False: without a vault there is nothing to do. */
  readonly isNeeded: boolean;
}

/**
 * Copies Secrets into the tenant's namespace and follows their sources; waits for a source that is
 * missing, naming it. No value is recorded, logged or told.
 */
export interface CopySecrets extends Spec<'copy-secrets'> {
  readonly copies: readonly SecretCopy[];
}

/**
 * Makes the tenant's namespace, or takes up one that was kept when another tenant of the same
 * organization and product was deleted. Any other that exists is a stranger's and fails the step.
 */
export interface EnsureNamespace extends Spec<'ensure-namespace'> {
  readonly namespace: V1Namespace;
}

/** Lets go of the tenant's namespace, which stays as it is: a later tenant may take it up. */
export interface ReleaseNamespace extends Spec<'release-namespace'> {
  readonly namespace: V1Namespace;
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
  /** Type of the tenant's condition that tells how the Job ended; absent: none does. */
  readonly condition?: string;
}

/** Waits until the objects of the inventory are ready by the rules of their kinds. */
export interface AwaitReady extends Spec<'await-ready'> {
  readonly refs: readonly ObjectRef[];
  /** Type of the tenant's condition that tells; absent: `Ready`. */
  readonly condition?: string;
  /** What the condition says once all are ready; absent: that they are. */
  readonly told?: Omit<ConditionFact, 'type'>;
}

/**
 * Tells in the condition `IngressReady` whether each Ingress has an address and the certificates that it
 * names are valid for their hosts. It ends well whatever is missing, and the walk keeps the condition true.
 */
export interface CheckIngresses extends Spec<'check-ingresses'> {
  /** None: the tenant is not reached from outside. */
  readonly refs: readonly ObjectRef[];
  /** How long an address or a certificate is waited for, less than the deadline. */
  readonly patienceMs: number;
  /** Whether certificates that cert-manager is asked for are waited for as well. */
  readonly awaitsCertificates: boolean;
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
  /** Of the inventory, what another step deals with. */
  readonly kept?: readonly ObjectRef[];
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

/**
 * Removes the host's record if it is the tenant's own. In a deletion it stands twice, the second time
 * after `confirm-gone`: by then a creation of unknown outcome has come true or never will.
 */
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

/**
 * Creates the tenant's realm whole, or adds what it lacks; what is there stays as it is. A realm of
 * that name that is not the tenant's fails the step and is never touched.
 */
export interface EnsureRealm extends Spec<'ensure-realm'> {
  readonly realm: RealmDefinition;
}

/**
 * Removes the realm with all its users if it is the tenant's own. In a deletion it stands twice, the
 * second time after `confirm-gone`: by then a creation of unknown outcome has come true or never will.
 */
export interface RemoveRealm extends Spec<'remove-realm'> {
  readonly realm: string;
}

/**
 * Gives a user of the tenant's realm a first password from a Secret of the tenant's; it must be
 * changed when first signing in. A user who has a password keeps it.
 */
export interface SetRealmPassword extends Spec<'set-realm-password'> {
  readonly realm: string;
  readonly username: string;
  readonly secret: { readonly namespace: string; readonly name: string; readonly key: string };
}

/**
 * Brings the shared database's tables up to date and puts the tenant's row, which also carries a new
 * tier or status. An id or a slug that is another tenant's there fails the step.
 */
export interface EnsureTenantRow extends Spec<'ensure-tenant-row'> {
  readonly row: Omit<TenantRow, 'ownerId'>;
}

/**
 * Removes the tenant's rows in all tables of the shared database, and its role there. In a deletion it
 * stands twice, the second time after `confirm-gone`, as `remove-realm` does.
 */
export interface RemoveTenantRow extends Spec<'remove-tenant-row'> {
  readonly tenantId: string;
  readonly slug: string;
}

/**
 * Sends one message to one person once in the tenant's life; its name is the effect's in the ledger
 * (ADR 0023). It ends well whatever comes of it, and the condition tells what did.
 */
export interface SendMail extends Spec<'send-mail'> {
  readonly isBestEffort: true;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Type of the condition that tells: `WelcomeMailSent`. */
  readonly condition: string;
  /** How long a mail server that is away is waited for, less than the deadline. */
  readonly patienceMs: number;
  /** True: only what was begun before and positively not sent. For a repair. */
  readonly isOwedOnly?: boolean;
}

/** Waits until a deleted tenant can no longer be restored. */
export type AwaitPurge = Spec<'await-purge'>;

/** One step of an operation, as data; `shared/provisioning/steps/` implements each kind. */
export type StepSpec =
  | CheckPrerequisites
  | EnsureSecrets
  | ApplySealedSecrets
  | RemoveSealedValues
  | CopySecrets
  | EnsureNamespace
  | ReleaseNamespace
  | ApplyObjects
  | SuspendWorkloads
  | ResumeWorkloads
  | RunJob
  | AwaitReady
  | CheckIngresses
  | SetOutputs
  | StopJobs
  | DeleteObjects
  | ConfirmGone
  | EnsureDnsRecord
  | RemoveDnsRecord
  | EnsureTunnelRule
  | RemoveTunnelRule
  | EnsureRealm
  | RemoveRealm
  | SetRealmPassword
  | EnsureTenantRow
  | RemoveTenantRow
  | SendMail
  | AwaitPurge;
