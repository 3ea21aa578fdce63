import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { assets, packageFile } from '../../functions/docs/read-asset.ts';

/** Copies what the documentation pages show from its packages to where the bundle of `docs` looks. */
export function copyAssets(folder: string): void {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  for (const [name, { source }] of assets) {
    if ('package' in source) copyFileSync(packageFile(source), join(folder, 'assets', name));
  }
}
