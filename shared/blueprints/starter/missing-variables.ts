import type { ComponentName } from './component-name.ts';
import { secretsOf } from './component-secrets.ts';
import type { StarterSite } from './starter-site.ts';

/** Which of these variables a component has neither in plain text nor as a secret. */
export function missingVariables(
  site: StarterSite,
  component: ComponentName,
  names: readonly string[],
): readonly string[] {
  const given = { ...site.params[component].env, ...secretsOf(site, component)?.entries };
  return names.filter((name) => !Object.hasOwn(given, name));
}
