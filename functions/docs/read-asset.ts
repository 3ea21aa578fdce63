import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** A file of a documentation page, served by this program itself: nothing comes from elsewhere. */
export interface Asset {
  readonly contentType: string;
  /** Where it lies: a file of an installed package, or the text itself. */
  readonly source: { readonly package: string } | { readonly text: string };
}

const script = 'text/javascript; charset=utf-8';

const startSwagger = `window.ui = SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null,
  displayRequestDuration: true, tryItOutEnabled: true, persistAuthorization: false,
});
`;
const startRedoc = `Redoc.init('/openapi.json', { hideHostname: true, expandResponses: '200,202' },
  document.getElementById('redoc'));
`;

/** Every asset by file name. */
export const assets: ReadonlyMap<string, Asset> = new Map<string, Asset>([
  [
    'swagger-ui.css',
    { contentType: 'text/css', source: { package: 'swagger-ui-dist/swagger-ui.css' } },
  ],
  [
    'swagger-ui-bundle.js',
    { contentType: script, source: { package: 'swagger-ui-dist/swagger-ui-bundle.js' } },
  ],
  [
    'favicon-32x32.png',
    { contentType: 'image/png', source: { package: 'swagger-ui-dist/favicon-32x32.png' } },
  ],
  [
    'redoc.standalone.js',
    { contentType: script, source: { package: 'redoc/bundles/redoc.standalone.js' } },
  ],
  ['start-swagger.js', { contentType: script, source: { text: startSwagger } }],
  ['start-redoc.js', { contentType: script, source: { text: startRedoc } }],
]);

const resolvePackage = createRequire(import.meta.url).resolve;

/** Where the file of an installed package lies. */
export function packageFile(source: { readonly package: string }): string {
  return resolvePackage(source.package);
}

/** The bytes of an asset: a bundle has the packages' files beside itself, in `assets/`. */
export async function readAsset(name: string): Promise<string | Uint8Array<ArrayBuffer>> {
  const source = assets.get(name)?.source;
  if (source === undefined) throw new Error(`Cannot read "${name}": it is no asset`);
  if ('text' in source) return source.text;
  const beside = new URL(`./assets/${name}`, import.meta.url);
  return new Uint8Array(await readFile(existsSync(beside) ? beside : packageFile(source)));
}
