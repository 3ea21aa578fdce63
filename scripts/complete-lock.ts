import { readFileSync, writeFileSync } from 'node:fs';

// `node scripts/complete-lock.ts` after `npm install`: npm leaves out of the lock what the registry at hand
// does not have, such as builds for other platforms, and `npm ci` then refuses the lock. This puts
// them back by name, version and platform, without a checksum.

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const file = 'package-lock.json';
const systems =
  /(?:^|[-/])(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)(?=-|$)/;
const processors =
  /(?:^|[-/])(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)(?=-|$)/;

const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock;
const missing = missingPackages(lock);
const packages = Object.fromEntries(
  [...Object.entries(lock.packages), ...missing].toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(`${file}: ${missing.length} packages put back`);

function missingPackages({ packages: locked }: Lock) {
  const wanted = Object.entries(locked).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    path === ''
      ? []
      : Object.entries(optionalDependencies).map(([name, version]) => ({ name, version, dev })),
  );
  return wanted
    .filter(({ name }) => locked[`node_modules/${name}`] === undefined)
    .map(
      ({ name, version, dev }) => [`node_modules/${name}`, entryOf(name, version, dev)] as const,
    );
}

function entryOf(name: string, version: string, dev: boolean | undefined): object {
  const os = systems.exec(name)?.[1];
  const cpu = processors.exec(name.replaceAll('eabihf', '').replaceAll('eabi', ''))?.[1];
  if (!/^\d/.test(version) || (os === undefined && cpu === undefined)) {
    throw new Error(`Cannot put back ${name}@${version}: its version or platform is not clear`);
  }
  return {
    version,
    ...(cpu !== undefined && { cpu: [cpu] }),
    ...(dev === true && { dev }),
    optional: true,
    ...(os !== undefined && { os: [os] }),
  };
}
