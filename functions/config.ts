import type { z } from 'zod';
import { TenantryError } from '../shared/tenant/errors.ts';
import {
  type Mode,
  type VariableDoc,
  type VariableName,
  variableDocs,
  variableSchema,
} from './variables.ts';

/** The environment as a program gets it. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Variables = z.output<typeof variableSchema>;

type ResolvedName = 'ALLOWED_ORIGINS' | 'AUTH' | 'TENANTRY_CLUSTER' | 'TENANTRY_DATA';

/** Everything that can be set, parsed; nothing else reads the environment. */
export interface Config extends Omit<Variables, ResolvedName> {
  readonly mode: Mode;
  /** `loopback`: only pages of this machine, the default while keyless callers reach a real cluster. */
  readonly ALLOWED_ORIGINS: Variables['ALLOWED_ORIGINS'] | 'loopback';
  readonly AUTH: NonNullable<Variables['AUTH']>;
  readonly TENANTRY_CLUSTER: NonNullable<Variables['TENANTRY_CLUSTER']>;
  readonly TENANTRY_DATA: string;
  /** Sentences about variables that are set and have no effect. */
  readonly unused: readonly string[];
}

const names = Object.keys(variableDocs) as readonly VariableName[];

/** The configuration from this process's environment; see `parseConfig`. */
export function loadConfig(mode: Mode): Config {
  return parseConfig(process.env, mode);
}

/**
 * Parses the environment for one mode. Throws `invalid_configuration` with every fault at once;
 * its message names each variable and what to do, and never shows a value.
 */
export function parseConfig(environment: Environment, mode: Mode): Config {
  const parsed = variableSchema.safeParse(withDefaults(environment, mode));
  const faults = parsed.success
    ? relationFaults(parsed.data, mode)
    : [...new Set(parsed.error.issues.map((issue) => faultOf(String(issue.path[0]), mode)))];
  if (!parsed.success || faults.length > 0) throw invalidConfiguration(faults);
  const AUTH = authOf(parsed.data, mode);
  const TENANTRY_CLUSTER = clusterOf(parsed.data);
  const isExposed = AUTH === 'off' && TENANTRY_CLUSTER !== 'simulated';
  return {
    ...parsed.data,
    ...{ mode, AUTH, TENANTRY_CLUSTER },
    ALLOWED_ORIGINS:
      isExposed && !isSet(environment, 'ALLOWED_ORIGINS')
        ? 'loopback'
        : parsed.data.ALLOWED_ORIGINS,
    TENANTRY_DATA: parsed.data.TENANTRY_DATA ?? '.tenantry',
    unused: unusedVariables(environment, mode, TENANTRY_CLUSTER),
  };
}

function isSet(environment: Environment, name: string): boolean {
  return (environment[name]?.trim() ?? '') !== '';
}

function authOf({ AUTH, HOST }: Variables, mode: Mode): Config['AUTH'] {
  return AUTH ?? (mode === 'local' && isLoopback(HOST) ? 'off' : 'on');
}

function withDefaults(environment: Environment, mode: Mode): Environment {
  const values = names.map((name) => {
    const given = environment[name]?.trim();
    const docs: VariableDoc = variableDocs[name];
    return [name, given === undefined || given === '' ? docs[mode] : given] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function faultOf(name: string, mode: Mode): string {
  const docs: VariableDoc | undefined = variableDocs[name as VariableName];
  const preset = docs?.[mode];
  const advice = preset === undefined ? 'set it' : `set it, or leave it empty for ${preset}`;
  return `${name}: must be ${docs?.rule ?? 'valid'}; ${advice}`;
}

function relationFaults(values: Variables, mode: Mode): readonly string[] {
  const isLeaseTooShort =
    values.WORK_MS + values.CALL_TIMEOUT_MS + values.LEASE_MARGIN_MS > values.LEASE_MS;
  return [
    ...(values.AUTH === 'off' && !isLoopback(values.HOST) ? [faultOf('AUTH', mode)] : []),
    ...(isLeaseTooShort ? [faultOf('LEASE_MS', mode)] : []),
    ...(clusterOf(values) === 'kubeconfig' && values.KUBECONFIG === undefined
      ? [`${faultOf('KUBECONFIG', mode)} (the cluster is kubeconfig)`]
      : []),
  ];
}

/** Whether an address can only be reached from this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function clusterOf(values: Variables): Config['TENANTRY_CLUSTER'] {
  return values.TENANTRY_CLUSTER ?? (values.USE_IN_CLUSTER ? 'in-cluster' : 'kubeconfig');
}

/** Variables of other tools that people expect to matter, and our own that another one overrules. */
function unusedVariables(
  environment: Environment,
  mode: Mode,
  cluster: Config['TENANTRY_CLUSTER'],
): readonly string[] {
  const isClusterChosen = mode === 'local' || isSet(environment, 'TENANTRY_CLUSTER');
  const candidates: readonly (readonly [string, boolean])[] = [
    ['KUBECONFIG', cluster !== 'kubeconfig'],
    ['USE_IN_CLUSTER', isClusterChosen],
    ['KUBERNETES_SERVICE_HOST', cluster !== 'in-cluster'],
    ['GOOGLE_CLOUD_PROJECT', true],
    ['GOOGLE_APPLICATION_CREDENTIALS', true],
    ['FIRESTORE_EMULATOR_HOST', true],
    ['PUBSUB_EMULATOR_HOST', true],
  ];
  return candidates
    .filter(([name, isUnused]) => isUnused && isSet(environment, name))
    .map(([name]) => `${name} is set and not used`);
}

function invalidConfiguration(faults: readonly string[]): TenantryError {
  const lines = faults.map((fault) => `  ${fault}`).join('\n');
  return new TenantryError(
    'invalid_configuration',
    `Cannot start: ${faults.length} environment variable(s) to mend\n${lines}`,
    { errors: faults.map((message) => ({ pointer: '', code: 'invalid_variable', message })) },
  );
}
