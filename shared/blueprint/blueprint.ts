import type { KubernetesObject } from '@kubernetes/client-node';
import type { z } from 'zod';
import type { InputError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { OperationKind } from '../tenant/operation.ts';
import type { SlugRule } from '../tenant/slug.ts';
import type { SystemName } from '../tenant/system-error.ts';
import type { StepSpec } from './step-spec.ts';

/** What a blueprint needs to know of a tenant to render it. */
export interface BlueprintTenant {
  readonly id: string;
  readonly id8: string;
  readonly slug: string;
  readonly organization: string;
  readonly organization_id: string;
  readonly tier: string;
  readonly namespace: string;
  /** Systems besides the cluster in which the tenant may have parts from before; absent: none. */
  readonly systems?: readonly SystemName[];
}

/** The input of everything a blueprint computes. */
export interface RenderContext {
  readonly tenant: BlueprintTenant;
  /** Params with all defaults, as the blueprint's own schema returned them. */
  readonly params: JsonObject;
}

/** Something that a person should know before a plan is carried out. */
export interface PlanWarning {
  /** Stable; a program can compare it. */
  readonly code: string;
  readonly message: string;
}

/** One operation to plan. */
export interface StepsContext extends RenderContext {
  readonly kind: OperationKind;
}

/** The slug as a product's own values say it. */
export interface NamedSlug {
  readonly slug: string;
  /** Where it stands, below the params: `/tenant/orgSlug`. */
  readonly pointer: string;
}

/** Given params, or a merge patch of them, in a product's own names. */
export interface CanonicalParams {
  readonly params: JsonObject;
  /** The tier that they name; it is the tenant's and no param of its own. */
  readonly tier?: string;
}

/** Params that somebody asks for. */
export interface ParamsWish {
  /** With all defaults. */
  readonly params: JsonObject;
  /** Whether who asks may do anything to any tenant. */
  readonly isAdmin: boolean;
  /** The tenant's slug; absent: it is made when the tenant is. */
  readonly slug?: string;
  /** The tenant as it was asked for before; absent: it was not. */
  readonly have?: RenderContext;
}

/** What is done when the cluster does not have what was applied. */
export type DriftMode = 'repair' | 'report' | 'off';

/**
 * The typed, versioned description of what one product's tenant gets. Pure: the same context gives
 * the same objects and steps, without a clock, randomness or a network.
 */
export interface Blueprint {
  readonly name: string;
  /** Semantic version; stored with each tenant. */
  readonly version: string;
  readonly summary: string;
  /** Strict: an unknown param is an error. Its JSON Schema is served by `GET /products/{name}`. */
  readonly params: z.ZodType<JsonObject>;
  readonly tiers: readonly string[];
  readonly defaultTier: string;
  readonly slug: SlugRule;
  /**
   * What may be asked of a tenant besides retry, cancel and delete. A product with soft deletion
   * offers `restore` too.
   */
  readonly operations: readonly OperationKind[];
  /** Older versions that tenants may still have; each renders and plans as it always did. */
  readonly former?: readonly Blueprint[];
  /** Top-level params that no update may change. */
  readonly immutableParams?: readonly string[];
  /**
   * Where params hold secret values: JSON pointers (RFC 6901) into the params with `*` for any part,
   * such as `/api/secrets/*`. There the blueprint gets tokens instead of values (`docs/secrets.md`),
   * so its schema takes any text there and has no default.
   */
  readonly secretParams?: readonly string[];
  /** How long a deleted tenant of this tier can be restored, in milliseconds; absent or 0: not at all. */
  softDeleteMs?(tier: string): number;
  /** What the walk does about drift; absent: `repair`. `off`: not even looked for. */
  readonly drift?: DriftMode;
  /**
   * Fields that the walk does not look at, by kind: JSON pointers (RFC 6901) into the rendered object
   * with `*` for any part, what is below them included. For what others may set, such as replicas.
   */
  readonly ignoredDrift?: Readonly<Record<string, readonly string[]>>;
  /** How long an operation may take in all, in milliseconds. */
  readonly operationDeadlineMs: number;
  /** True: nobody else is in the tenant's namespace, so its name is claimed per cluster. */
  readonly hasOwnNamespace?: boolean;
  /**
   * Puts other names of a param under its own, so that only that one is stored, and takes a tier out.
   * Takes whatever a caller gave, and leaves what is of no use for the schema to refuse.
   */
  canonical?(given: JsonObject): CanonicalParams;
  /** The slug that params name, for products whose values contract has it; it stands for the tenant's own. */
  slugIn?(params: JsonObject): NamedSlug | undefined;
  /**
   * What may not be asked for now, although a tenant that has it keeps it: faults with pointers below
   * the params.
   */
  wishFaults?(wish: ParamsWish): readonly InputError[];
  /** The namespace of a tenant with this slug. */
  namespace(slug: string): string;
  /** Names that no other tenant may hold besides the slug and the id8, such as `host:<name>`. */
  claims(context: RenderContext): readonly string[];
  /** All objects that the tenant gets, for people: generated values read `<generated>`. */
  render(context: RenderContext): readonly KubernetesObject[];
  /**
   * The steps of an operation in order; names are unique, every step has a deadline. Those of kind
   * `repair` bring back what an active tenant should have; without any, there is nothing to repair.
   */
  steps(context: StepsContext): readonly StepSpec[];
  /** What a plan of this operation warns of; absent: nothing of the product's own. */
  warnings?(context: StepsContext): readonly PlanWarning[];
}

/** Blueprints by product name. */
export type Catalog = ReadonlyMap<string, Blueprint>;
