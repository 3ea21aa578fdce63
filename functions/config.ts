import type { z } from 'zod';
import { TenantryError } from '../shared/tenant/errors.ts';
import { isLoopback } from './http/is-loopback.ts';
import type { Mode, Part, VariableDoc } from './variable-doc.ts';
import { variableSchema } from './variable-schema.ts';
import { type VariableName, variableDocs } from './variables.ts';

/** The environment as a program gets it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A part that a program may do without. */
export type UsedPart = Extract<
  Part,
  'store' | 'queue' | 'cluster' | 'vault' | 'systems' | 'callers' | 'billing'
>;

type Variables = z.output<typeof variableSchema>;

type ResolvedName = 'ALLOWED_ORIGINS' | 'AUTH' | 'TENANTRY_CLUSTER' | 'TENANTRY_DATA';

/** Everything that can be set, parsed; nothing else reads the environment. */
export interface Config extends Omit<Variables, ResolvedName> {
  readonly mode: Mode;
  /** `loopback`: only pages of this machine, the default while keyless callers reach a real cluster. */
  readonly ALLOWED_ORIGINS: Variables['ALLOWED_ORIGINS'] | 'loopback';
  readonly AUTH: NonNullable<Variables['AUTH']>;
  /** Undefined, as all variables of a part are, when the program does not use it. */
  readonly TENANTRY_CLUSTER: Variables['TENANTRY_CLUSTER'];
  readonly TENANTRY_DATA: string;
  /** Sentences about variables that are set and have no effect. */
  readonly unused: readonly string[];
}

const names = Object.keys(variableDocs) as readonly VariableName[];
/** Systems of which each is wanted as soon as one of its variables is set. */
const systems = ['tenant-database', 'cloudflare', 'keycloak', 'mail'] as const;
const engineParts: readonly UsedPart[] = ['store', 'queue', 'cluster', 'vault', 'systems'];

/** The configuration from this process's environment; see `parseConfig`. */
export function loadConfig(mode: Mode, uses: readonly UsedPart[] = engineParts): Config {
  return parseConfig(process.env, mode, uses);
}

/**
 * Parses the environment for one mode and the parts that the program uses; variables of other parts
 * are not even looked at. Throws `invalid_configuration` with every fault at once; its message names
 * each variable and what to do, and never shows a value.
 */
export function parseConfig(
  environment: Environment,
  mode: Mode,
  uses: readonly UsedPart[] = engineParts,
): Config {
  const parts = chosenParts(environment, mode, uses);
  const given = withDefaults(environment, mode, parts);
  const parsed = variableSchema.safeParse(given);
  const TENANTRY_CLUSTER = parts.has('cluster') ? clusterOf(environment, mode) : undefined;
  const faulty = new Set([...missing(given, parts), ...badNames(parsed)]);
  const faults = [
    ...[...faulty].map((name) => faultOf(name, mode)),
    ...(isSimulatedOnShared(given, TENANTRY_CLUSTER) ? [simulatedOnShared] : []),
  ];
  if (!parsed.success || faults.length > 0) throw invalidConfiguration(faults);
  const AUTH = authOf(parsed.data, mode);
  const isExposed = AUTH === 'off' && TENANTRY_CLUSTER !== 'simulated';
  return {
    ...parsed.data,
    ...{ mode, AUTH, TENANTRY_CLUSTER },
    ALLOWED_ORIGINS:
      isExposed && settingOf(environment, 'ALLOWED_ORIGINS') === undefined
        ? 'loopback'
        : parsed.data.ALLOWED_ORIGINS,
    TENANTRY_DATA: parsed.data.TENANTRY_DATA ?? '.tenantry',
    unused: unusedVariables(environment, mode, parts),
  };
}

/** The value that is set; an empty one counts as none. */
function settingOf(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

/** What the program uses, and what it chose for that. */
function chosenParts(
  environment: Environment,
  mode: Mode,
  uses: readonly UsedPart[],
): ReadonlySet<Part> {
  const isFirestore =
    uses.includes('store') && settingOf(environment, 'TENANTRY_STORE') === 'firestore';
  const isPubsub = uses.includes('queue') && settingOf(environment, 'TENANTRY_QUEUE') === 'pubsub';
  const isSecretManager =
    uses.includes('vault') && settingOf(environment, 'TENANTRY_VAULT') === 'secret-manager';
  const isKubeconfig = uses.includes('cluster') && clusterOf(environment, mode) === 'kubeconfig';
  const isWanted = (part: Part) => uses.includes('systems') && isBegun(environment, part);
  const choices: readonly (readonly [Part, boolean])[] = [
    ['firestore', isFirestore],
    ['pubsub', isPubsub],
    ['secret-manager', isSecretManager],
    ['google-cloud', isFirestore || isPubsub || isSecretManager],
    ['kubeconfig', isKubeconfig],
    ...systems.map((part) => [part, isWanted(part)] as const),
    // All functions in one process: among them those that Pub/Sub calls.
    ['callers', mode === 'local' && isPubsub],
    ['billing', mode === 'local' && settingOf(environment, 'STRIPE_WEBHOOK_SECRET') !== undefined],
  ];
  return new Set([...uses, ...choices.flatMap(([part, isChosen]) => (isChosen ? [part] : []))]);
}

/** Whether any variable of a part is set: then the part is wanted, and needs the others too. */
function isBegun(environment: Environment, part: Part): boolean {
  return names.some((name) => {
    const docs: VariableDoc = variableDocs[name];
    const isOfPart = docs.part === part || docs.requiredBy === part;
    return isOfPart && settingOf(environment, name) !== undefined;
  });
}

function clusterOf(environment: Environment, mode: Mode): Config['TENANTRY_CLUSTER'] {
  const cluster = settingOf(environment, 'TENANTRY_CLUSTER');
  if (cluster === undefined && mode === 'local') return 'simulated';
  if (cluster === undefined) {
    return settingOf(environment, 'USE_IN_CLUSTER') === 'false' ? 'kubeconfig' : 'in-cluster';
  }
  return variableSchema.shape.TENANTRY_CLUSTER.safeParse(cluster).data;
}

function withDefaults(environment: Environment, mode: Mode, parts: ReadonlySet<Part>): Environment {
  const values = names.flatMap((name) => {
    const docs: VariableDoc = variableDocs[name];
    if (docs.part !== undefined && !parts.has(docs.part)) return [];
    const value = settingOf(environment, name) ?? docs[mode];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

function missing(given: Environment, parts: ReadonlySet<Part>): readonly string[] {
  return names.filter((name) => {
    const { part, isRequired, requiredBy }: VariableDoc = variableDocs[name];
    const needing = isRequired === true ? part : requiredBy;
    return needing !== undefined && parts.has(needing) && !(name in given);
  });
}

function badNames(parsed: ReturnType<typeof variableSchema.safeParse>): readonly string[] {
  if (parsed.success) return contradictory(parsed.data);
  return parsed.error.issues.map((issue) => String(issue.path[0]));
}

/** Variables that are good by themselves and do not go with others. */
function contradictory(values: Variables): readonly VariableName[] {
  const isLeaseTooShort =
    values.WORK_MS + values.CALL_TIMEOUT_MS + values.LEASE_MARGIN_MS > values.LEASE_MS;
  const isMailTooLong = (values.MAIL_TIMEOUT_MS ?? 0) > values.LEASE_MS - values.LEASE_MARGIN_MS;
  const isMailless = values.FRAPPE_WELCOME_MAIL === 'on' && values.MAIL_FROM === undefined;
  return [
    ...(values.AUTH === 'off' && !isLoopback(values.HOST) ? (['AUTH'] as const) : []),
    ...(isMailless ? (['FRAPPE_WELCOME_MAIL'] as const) : []),
    ...(isMailTooLong ? (['MAIL_TIMEOUT_MS'] as const) : []),
    ...(isLeaseTooShort ? (['LEASE_MS'] as const) : []),
  ];
}

/** A simulated cluster lies in a file of one machine: tenants that others see would have nothing. */
function isSimulatedOnShared(
  { TENANTRY_STORE, FIRESTORE_EMULATOR_HOST }: Environment,
  cluster: Config['TENANTRY_CLUSTER'],
): boolean {
  const isShared = TENANTRY_STORE === 'firestore' && FIRESTORE_EMULATOR_HOST === undefined;
  return isShared && cluster === 'simulated';
}

const simulatedOnShared =
  'TENANTRY_CLUSTER: must be kubeconfig or in-cluster while tenants are kept in Firestore; set it, or try things out with TENANTRY_STORE=embedded or with an emulator in FIRESTORE_EMULATOR_HOST';

function authOf({ AUTH, HOST }: Variables, mode: Mode): Config['AUTH'] {
  return AUTH ?? (mode === 'local' && isLoopback(HOST) ? 'off' : 'on');
}

/** Variables of other tools that people expect to matter, and our own of parts that were not chosen. */
function unusedVariables(
  environment: Environment,
  mode: Mode,
  parts: ReadonlySet<Part>,
): readonly string[] {
  const isClusterChosen =
    mode === 'local' || settingOf(environment, 'TENANTRY_CLUSTER') !== undefined;
  const candidates = [
    ...names.filter((name) => {
      const { part }: VariableDoc = variableDocs[name];
      return part !== undefined && !parts.has(part);
    }),
    ...(isClusterChosen ? ['USE_IN_CLUSTER'] : []),
    ...(clusterOf(environment, mode) === 'in-cluster' ? [] : ['KUBERNETES_SERVICE_HOST']),
    ...(parts.has('google-cloud') ? [] : ['GOOGLE_APPLICATION_CREDENTIALS']),
  ];
  return [...new Set(candidates)]
    .filter((name) => settingOf(environment, name) !== undefined)
    .map((name) => `${name} is set and not used`);
}

function invalidConfiguration(faults: readonly string[]): TenantryError {
  const lines = faults.map((fault) => `  ${fault}`).join('\n');
  return new TenantryError(
    'invalid_configuration',
    `Cannot start: ${faults.length} environment variable(s) to mend\n${lines}`,
    { errors: faults.map((message) => ({ pointer: '', code: 'invalid_variable', message })) },
  );
}

function faultOf(name: string, mode: Mode): string {
  const docs: VariableDoc | undefined = variableDocs[name as VariableName];
  const preset = docs?.[mode];
  const advice = preset === undefined ? 'set it' : `set it, or leave it empty for ${preset}`;
  return `${name}: must be ${docs?.rule ?? 'valid'}; ${advice}`;
}
