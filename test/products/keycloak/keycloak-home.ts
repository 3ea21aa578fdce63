import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where one Keycloak runs: its own data and settings beside links to the shared distribution. */
export type KeycloakHome = string;

/** Makes the folder in which a Keycloak may run, whatever other ones do. */
export function layOutHome(home: KeycloakHome, distribution: string, settings = ''): KeycloakHome {
  mkdirSync(join(home, 'conf'), { recursive: true });
  for (const name of ['lib', 'providers', 'themes'])
    symlinkSync(join(distribution, name), join(home, name));
  // Secrets are in a file: the command line is for everybody to see.
  writeFileSync(join(home, 'conf', 'keycloak.conf'), settings, { mode: 0o600 });
  return home;
}

/** How `bin/kc.sh start-dev` of Keycloak 26 calls Java; the script itself would hide the pid. */
export function keycloakArgs(
  home: KeycloakHome,
  { port, isBuilt }: { readonly port: number; readonly isBuilt: boolean },
): string[] {
  return [
    // Quick to start; the default heap would grow to a quarter of the machine's memory.
    ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx512m', '-Duser.language=en'],
    ...(isBuilt ? ['-Dkc.config.built=true'] : []),
    // Also what marks the process as ours.
    `-Dkc.home.dir=${home}/`,
    `-Djboss.server.config.dir=${home}/conf`,
    `-Djava.io.tmpdir=${home}`,
    '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',
    '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory',
    '-Dpicocli.disable.closures=true',
    ...['-cp', `${home}/lib/quarkus-run.jar`, 'io.quarkus.bootstrap.runner.QuarkusEntryPoint'],
    ...['start-dev', '--db=dev-mem', '--cache=local'],
    ...['--http-host=127.0.0.1', `--http-port=${port}`],
  ];
}
