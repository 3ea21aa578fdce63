import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunction, writeBundle } from './bundle/bundle-function.ts';
import { copyAssets } from './bundle/copy-assets.ts';
import { functionNames } from './bundle/function-names.ts';

// `npm run build [folder]`: each function as one file in dist/<name>/, which needs nothing but Node.
const folder = process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url));
rmSync(folder, { recursive: true, force: true });
for (const name of functionNames) {
  const bundle = await bundleFunction(`functions/${name}/main.ts`);
  writeBundle(bundle, join(folder, name));
  console.log(`${name.padEnd(10)} ${Math.round(bundle.code.length / 1024)} KB`);
}
copyAssets(join(folder, 'docs'));
