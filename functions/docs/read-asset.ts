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

/** The bytes of an asset. */
export async function readAsset({ source }: Asset): Promise<string | Uint8Array<ArrayBuffer>> {
  if ('text' in source) return source.text;
  return new Uint8Array(await readFile(resolvePackage(source.package)));
}
