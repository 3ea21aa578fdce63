import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../functions/docs/openapi-document.ts';
import { allRoutes } from '../functions/route-table.ts';
import { version } from '../functions/version.ts';

const path = new URL('../docs/openapi.json', import.meta.url);
const document = openApiDocument(allRoutes, version);
writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
