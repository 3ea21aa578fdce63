import type { ParamsFault } from './params-fault.ts';
import type { StarterParams } from './starter-params.ts';

/** Hosts and paths that contradict each other. */
export function ingressFaults({ ingress, ingressPaths }: StarterParams): readonly ParamsFault[] {
  return [
    ...duplicateHosts(ingress),
    ...certificateFaults(ingress, { list: 'tls', of: 'hosts' }),
    ...certificateFaults(ingress, { list: 'apiTls', of: 'apiHosts' }),
    ...duplicateCertificates(ingress),
    ...(segmentsOf(ingressPaths.api) === segmentsOf(ingressPaths.web)
      ? [fault(['ingressPaths', 'api'], 'Must differ from web')]
      : []),
  ];
}

/** A path as a prefix of segments, which the last slash does not change. */
function segmentsOf(path: string): string {
  return path.replace(/\/$/, '');
}

type Ingress = StarterParams['ingress'];

function duplicateHosts(ingress: Ingress): readonly ParamsFault[] {
  const all = (['hosts', 'apiHosts'] as const).flatMap((list) =>
    ingress[list].map(({ host: name }, index) => ({
      name,
      path: ['ingress', list, index, 'host'],
    })),
  );
  return repeated(all).map(({ path }) => fault(path, 'Must not name a host twice'));
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

/** Two certificates in one Secret overwrite each other; of two for a host, one is never used. */
function duplicateCertificates(ingress: Ingress): readonly ParamsFault[] {
  const all = (['tls', 'apiTls'] as const).flatMap((list) =>
    ingress[list].map((each, index) => ({ ...each, path: ['ingress', list, index] })),
  );
  const secrets = all.map(({ secretName: name, path }) => ({
    name,
    path: [...path, 'secretName'],
  }));
  const hosts = all.flatMap(({ hosts: names, path }) =>
    names.map((name, place) => ({ name, path: [...path, 'hosts', place] })),
  );
  return [
    ...repeated(secrets).map(({ path }) =>
      fault(path, 'Must differ from the Secrets of other certificates'),
    ),
    ...repeated(hosts).map(({ path }) => fault(path, 'Must not have two certificates')),
  ];
}

interface Named {
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

/** Those whose name an earlier one has already. */
function repeated(all: readonly Named[]): readonly Named[] {
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) < index);
}

function fault(path: readonly PropertyKey[], message: string): ParamsFault {
  return { path, code: 'duplicate', message };
}
