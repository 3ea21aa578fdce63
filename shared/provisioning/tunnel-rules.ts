import type { TunnelRule } from '../ports/tunnel.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { SharedEdit } from '../tenant/lock-record.ts';

/** Where requests go that no rule wants, in a tunnel that nobody has configured yet. */
const catchAll: TunnelRule = { service: 'http_status:404' };

/**
 * The rules after these edits, in which `entry` is a rule with `hostname` and `service`. The same array
 * when nothing is to be changed. An edit of a host that somebody else leads elsewhere is left out.
 */
export function tunnelRulesAfter(
  rules: readonly TunnelRule[],
  edits: readonly Pick<SharedEdit, 'is_wanted' | 'entry'>[],
): readonly TunnelRule[] {
  return edits.reduce(
    (after, { is_wanted, entry }) =>
      is_wanted ? withRule(after, entry) : withoutRules(after, entry),
    rules,
  );
}

/** The rule by which somebody else leads the host elsewhere; undefined: there is none. */
export function foreignRule(
  rules: readonly TunnelRule[],
  wanted: TunnelRule,
): TunnelRule | undefined {
  return rules.find((rule) => isOfHost(rule, wanted) && rule['service'] !== wanted['service']);
}

function withRule(rules: readonly TunnelRule[], wanted: TunnelRule): readonly TunnelRule[] {
  if (foreignRule(rules, wanted) !== undefined) return rules;
  const own = rules.filter((rule) => isOwn(rule, wanted));
  const others = rules.filter((rule) => !isOwn(rule, wanted));
  const [first] = own;
  if (first !== undefined && own.length === 1 && isReached(rules, first)) {
    return hasMembers(first, wanted)
      ? rules
      : rules.with(rules.indexOf(first), merged(first, wanted));
  }
  const rule = first === undefined ? wanted : merged(first, wanted);
  return others.length === 0
    ? [rule, catchAll]
    : others.toSpliced(placeIn(others, wanted), 0, rule);
}

function withoutRules(rules: readonly TunnelRule[], unwanted: TunnelRule): readonly TunnelRule[] {
  const left = rules.filter((rule) => !isOwn(rule, unwanted));
  return left.length === rules.length ? rules : left;
}

/** Before the first rule that would take the host's requests: the first match decides. */
function placeIn(rules: readonly TunnelRule[], wanted: TunnelRule): number {
  const index = rules.findIndex((rule) => isCatching(rule, hostOf(wanted)));
  return index === -1 ? rules.length : index;
}

function isReached(rules: readonly TunnelRule[], own: TunnelRule): boolean {
  return placeIn(rules, own) === rules.indexOf(own);
}

/** `*.example.com` stands for names of any depth, no host and `*` for all. */
function isCatching(rule: TunnelRule, host: string): boolean {
  if (hasPath(rule)) return false;
  const pattern = hostOf(rule);
  if (pattern.startsWith('*.')) return host.endsWith(pattern.slice(1));
  return pattern === '' || pattern === '*' || pattern === host;
}

function isOwn(rule: TunnelRule, wanted: TunnelRule): boolean {
  return isOfHost(rule, wanted) && rule['service'] === wanted['service'] && !hasPath(rule);
}

function isOfHost(rule: TunnelRule, wanted: TunnelRule): boolean {
  return hostOf(rule) === hostOf(wanted);
}

function hostOf({ hostname }: TunnelRule): string {
  return typeof hostname === 'string' ? hostname.toLowerCase() : '';
}

function hasPath({ path }: TunnelRule): boolean {
  return typeof path === 'string' && path !== '';
}

function hasMembers(rule: TunnelRule, wanted: TunnelRule): boolean {
  const origin = originOf(rule);
  return Object.entries(originOf(wanted)).every(([name, value]) => origin[name] === value);
}

/** What an operator has set beside stays. */
function merged(rule: TunnelRule, wanted: TunnelRule): TunnelRule {
  return { ...rule, originRequest: { ...originOf(rule), ...originOf(wanted) } };
}

function originOf({ originRequest }: TunnelRule): JsonObject {
  const isObject = typeof originRequest === 'object' && originRequest !== null;
  return isObject && !isList(originRequest) ? originRequest : {};
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}
