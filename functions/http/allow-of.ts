import type { RouteDocs } from './route.ts';

/** A method and a path. */
export type Address = Pick<RouteDocs, 'method' | 'path'>;

/**
 * The methods that an address knows, as the `Allow` header lists them; undefined when no route has
 * the address. HEAD comes with GET, OPTIONS with everything.
 */
export function allowOf(routes: readonly Address[], path: string): string | undefined {
  const methods = routes
    .filter((route) => patternOf(route.path).test(path))
    .map((route) => route.method.toUpperCase());
  if (methods.length === 0) return undefined;
  const implied = methods.includes('GET') ? ['HEAD', 'OPTIONS'] : ['OPTIONS'];
  return [...new Set([...methods, ...implied])].join(', ');
}

function patternOf(path: string): RegExp {
  const source = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${source}$`);
}
