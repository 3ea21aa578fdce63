import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';

const namespace = 'render-frappe';
const run = promisify(execFile);

/** Where objects of a kind are posted. */
const collections: Readonly<Record<string, string>> = {
  Secret: `/api/v1/namespaces/${namespace}/secrets`,
  Job: `/apis/batch/v1/namespaces/${namespace}/jobs`,
};

let rig: ControlPlane;

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const body = { metadata: { name: namespace, labels } };
  await rig.request({ method: 'POST', path: '/api/v1/namespaces', body });
});

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

async function render(file: string): Promise<readonly Rendered[]> {
  const { stdout } = await run(
    process.execPath,
    ['cli/main.ts', 'render', 'frappe', '--slug', 'acme', '-f', file],
    { env: { ...process.env, GKE_NAMESPACE: namespace } },
  );
  return parseAllDocuments(stdout).map((document) => document.toJS() as Rendered);
}

describe('tenantry render frappe', () => {
  it.each(['examples/frappe.yaml', 'examples/frappe-sign-up.yaml'])(
    'prints objects of %s that the API server accepts in a restricted namespace',
    async (file) => {
      const objects = await render(file);

      const answers = await Promise.all(
        objects.map(async (body) => {
          const path = `${collections[body.kind]}?dryRun=All&fieldValidation=Strict`;
          const { status, body: answer } = await rig.request({ method: 'POST', path, body });
          return { kind: body.kind, status, answer };
        }),
      );

      expect(answers).toMatchObject([
        { kind: 'Secret', status: 201 },
        { kind: 'Job', status: 201 },
      ]);
    },
  );
});
