import type { ParamsFault } from './params-fault.ts';
import type { StarterParams } from './starter-params.ts';

/** Hosts and paths that contradict each other. */
export function ingressFaults({ ingress, ingressPaths }: StarterParams): readonly ParamsFault[] {
  return [
    ...duplicateHosts(ingress),
    ...certificateFaults(ingress, { list: 'tls', of: 'hosts' }),
    ...certificateFaults(ingress, { list: 'apiTls', of: 'apiHosts' }),
    ...(ingressPaths.api === ingressPaths.web
      ? [{ path: ['ingressPaths', 'api'], code: 'duplicate', message: 'Must differ from web' }]
      : []),
  ];
}

type Ingress = StarterParams['ingress'];

function duplicateHosts(ingress: Ingress): readonly ParamsFault[] {
  const all = (['hosts', 'apiHosts'] as const).flatMap((list) =>
    ingress[list].map(({ host }, index) => ({ host, path: ['ingress', list, index, 'host'] })),
  );
  return all
    .filter(({ host }, index) => all.findIndex((other) => other.host === host) !== index)
    .map(({ path }) => ({ path, code: 'duplicate', message: 'Must not name a host twice' }));
}

interface Lists {
  readonly list: 'tls' | 'apiTls';
  readonly of: 'hosts' | 'apiHosts';
}

function certificateFaults(ingress: Ingress, { list, of }: Lists): readonly ParamsFault[] {
  const known = new Set(ingress[of].map(({ host }) => host));
  return ingress[list].flatMap(({ hosts }, index) =>
    hosts.flatMap((host, place) =>
      known.has(host)
        ? []
        : {
            path: ['ingress', list, index, 'hosts', place],
            code: 'unknown_host',
            message: `Must be one of ingress.${of}`,
          },
    ),
  );
}
