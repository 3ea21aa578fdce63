import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A function in one file, with everything that it can load. */
export interface Bundle {
  readonly code: string;
  /** The licences of what is inside. */
  readonly legalText: string;
  /** The project's own files in it, from the project's root. */
  readonly files: readonly string[];
  /** The packages in it. */
  readonly packages: readonly string[];
}

const root = fileURLToPath(new URL('../../', import.meta.url));

// CommonJS packages inside a module still ask for these.
const banner = `import { createRequire as tenantryRequire } from 'node:module';
const require = tenantryRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;`;

/**
 * Bundles the module at `entry`, a path from the project's root. Not minified: big clients then start
 * no faster (`docs/functions.md`), and stack traces stay readable.
 */
export async function bundleFunction(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: 'main.mjs',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'external',
    banner: { js: banner },
    // A bundle is always the program itself.
    define: { 'import.meta.main': 'true' },
    logLevel: 'error',
  });
  const textOf = (suffix: string) =>
    outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? '';
  const inputs = Object.keys(metafile.inputs);
  const packages = inputs.flatMap((path) => packageOf(path) ?? []);
  return {
    code: textOf('main.mjs'),
    legalText: textOf('.LEGAL.txt'),
    files: inputs.filter((path) => packageOf(path) === undefined).toSorted(),
    packages: [...new Set(packages)].toSorted(),
  };
}

/** Writes a bundle's files into a folder. */
export function writeBundle({ code, legalText }: Bundle, folder: string): void {
  const file = join(folder, 'main.mjs');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  writeFileSync(`${file}.LEGAL.txt`, legalText);
}

function packageOf(path: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
}
