import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

describe('package-lock.json', () => {
  it('holds every build for another platform, so that npm ci takes it (scripts/complete-lock.ts)', () => {
    const wanted = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );

    const missing = wanted.filter((name) => !lock.packages[`node_modules/${name}`]?.version);

    expect(wanted.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  it.each(['package-lock.json', 'test/products/published-cloudflare/package-lock.json'])(
    'names no registry in %s',
    (file) => {
      const { packages } = JSON.parse(readFileSync(file, 'utf8')) as typeof lock;

      const named = Object.values(packages).filter(({ resolved }) => resolved !== undefined);

      expect(Object.keys(packages).length).toBeGreaterThan(1);
      expect(named).toEqual([]);
    },
  );
});

describe('package.json', () => {
  it('pins exact versions', () => {
    const groups = ['dependencies', 'devDependencies', 'optionalDependencies'];
    const versions = groups.flatMap((group) => Object.entries(manifest[group] ?? {}));

    const loose = versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[a-z]+\.\d+)?$/.test(version));

    expect(loose).toEqual([]);
  });
});
