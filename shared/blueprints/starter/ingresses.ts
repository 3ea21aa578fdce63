import type { V1Ingress, V1IngressRule } from '@kubernetes/client-node';
import { componentOf } from './component.ts';
import type { ComponentName } from './component-name.ts';
import type { StarterSettings } from './starter-settings.ts';
import { metadataOf, type StarterSite } from './starter-site.ts';

/** Hosts of one component, and their certificates. */
export interface Route {
  readonly component: ComponentName;
  readonly hosts: readonly string[];
  readonly tls: readonly { readonly secretName: string; readonly hosts: readonly string[] }[];
}

/** The host and the certificate of a tenant that names no host. */
export function ownRoute(slug: string, { baseDomain }: StarterSettings) {
  return { host: `${slug}.${baseDomain}`, secretName: `${slug}-tls` };
}

/** How the tenant is reached: the web app's hosts, then those of the API. Empty: not from outside. */
export function routesOf({ tenant, params, settings }: StarterSite): readonly Route[] {
  const { enabled, hosts, tls, apiHosts, apiTls } = params.ingress;
  if (!enabled) return [];
  const own = ownRoute(tenant.slug, settings);
  const web: Route =
    hosts.length === 0
      ? {
          component: 'web',
          hosts: [own.host],
          tls: [{ secretName: own.secretName, hosts: [own.host] }],
        }
      : { component: 'web', hosts: hosts.map(({ host }) => host), tls };
  const api: Route = { component: 'api', hosts: apiHosts.map(({ host }) => host), tls: apiTls };
  return [web, api].filter((route) => route.hosts.length > 0);
}

/** The Ingress of a route. */
export function ingressOf(site: StarterSite, { component, hosts, tls }: Route): V1Ingress {
  const { clusterIssuer = '' } = site.settings;
  const isIssued = tls.length > 0 && clusterIssuer !== '';
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      ...metadataOf(site.tenant, component),
      ...(isIssued && { annotations: { 'cert-manager.io/cluster-issuer': clusterIssuer } }),
    },
    spec: {
      ingressClassName: site.params.ingress.className,
      ...(tls.length > 0 && {
        tls: tls.map((each) => ({ secretName: each.secretName, hosts: [...each.hosts] })),
      }),
      rules: hosts.map((host) => ruleOf(site, component, host)),
    },
  };
}

/** The BFF is part of the web app, so both paths of a host lead there. */
function ruleOf(
  { tenant, params: { ingressPaths } }: StarterSite,
  component: ComponentName,
  host: string,
): V1IngressRule {
  const name = metadataOf(tenant, component).name ?? '';
  const backend = { service: { name, port: { number: componentOf(component).port } } };
  const paths = component === 'web' ? [ingressPaths.api, ingressPaths.web] : [ingressPaths.apiHost];
  return { host, http: { paths: paths.map((path) => ({ path, pathType: 'Prefix', backend })) } };
}
