import type { InputError } from '../../tenant/errors.ts';
import { componentNames } from './component-name.ts';
import { ownRoute } from './ingresses.ts';
import type { StarterParams } from './starter-params.ts';
import type { StarterSettings } from './starter-settings.ts';

interface HostWish {
  readonly wanted: StarterParams;
  readonly former: StarterParams | undefined;
  readonly isAdmin: boolean;
  /** Absent: not known yet, and not one that the caller could have named. */
  readonly slug?: string;
}

/** Hosts and Secrets that meet those of the tenant's own name, and hosts of the platform. */
export function hostWishFaults(settings: StarterSettings, wish: HostWish): readonly InputError[] {
  const own = wish.slug === undefined ? undefined : ownRoute(wish.slug, settings);
  return [
    ...(own !== undefined && wish.wanted.ingress.hosts.length === 0
      ? ownNameFaults(wish.wanted, own)
      : []),
    ...(wish.isAdmin ? [] : platformFaults(settings, wish, own?.host)),
  ];
}

/** Without hosts the web app has the tenant's own one, with a certificate. */
function ownNameFaults(
  params: StarterParams,
  { host, secretName }: ReturnType<typeof ownRoute>,
): readonly InputError[] {
  const { apiHosts, apiTls } = params.ingress;
  const secrets = [
    ...componentNames.map((name) => ({
      pointer: `/${name}/secretName`,
      name: params[name].secretName,
    })),
    ...apiTls.map(({ secretName: name }, index) => ({
      pointer: `/ingress/apiTls/${index}/secretName`,
      name,
    })),
  ];
  return [
    ...hostsOf('apiHosts', apiHosts)
      .filter((each) => each.host === host)
      .map(({ pointer }) => {
        const message = 'Leads to the web app while ingress.hosts is empty: name its hosts, too';
        return { pointer, code: 'duplicate', message };
      }),
    ...secrets
      .filter(({ name }) => name === secretName)
      .map(({ pointer }) => {
        const message = 'Must differ from the Secret of the certificate of the tenant’s own host';
        return { pointer, code: 'duplicate', message };
      }),
  ];
}

/** The platform's own names and those of other tenants are an admin's to give; who has one keeps it. */
function platformFaults(
  { baseDomain }: StarterSettings,
  { wanted, former }: HostWish,
  own: string | undefined,
): readonly InputError[] {
  const kept = former === undefined ? [] : namedHosts(former).map(({ host }) => host);
  return namedHosts(wanted)
    .filter(({ host }) => host === baseDomain || host.endsWith(`.${baseDomain}`))
    .filter(({ host }) => host !== own && !kept.includes(host))
    .map(({ pointer }) => {
      const message = `Only an admin may name a host of the platform, ${baseDomain}${own === undefined ? '' : `, besides ${own}`}`;
      return { pointer, code: 'not_allowed', message };
    });
}

function namedHosts({ ingress }: StarterParams) {
  return (['hosts', 'apiHosts'] as const).flatMap((list) => hostsOf(list, ingress[list]));
}

function hostsOf(list: 'hosts' | 'apiHosts', hosts: readonly { readonly host: string }[]) {
  return hosts.map(({ host }, index) => ({ host, pointer: `/ingress/${list}/${index}/host` }));
}
