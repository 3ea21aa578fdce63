import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { runCommand } from './run-command.ts';

const example = 'examples/frappe.yaml';

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
}

function objectsOf(yaml: string): readonly Rendered[] {
  // As kubectl reads it.
  return parseAllDocuments(yaml, { version: '1.1' }).map((document) => document.toJS());
}

describe('tenantry render', () => {
  it('writes the objects of a values file as YAML, without asking a server', async () => {
    const { exitCode, out, err, calls } = await runCommand(['render', 'frappe', '-f', example]);

    expect([exitCode, err, calls]).toEqual([0, '', []]);
    expect(objectsOf(out).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Secret tenant-00000000-credentials',
      'Job provision-00000000-acme',
    ]);
  });

  it('writes the objects of a product with a namespace of its own', async () => {
    const run = await runCommand(['render', 'starter', '-f', 'examples/starter.yaml']);

    expect([run.exitCode, run.err]).toEqual([0, '']);
    expect(objectsOf(run.out).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Namespace starter-example',
      'PodDisruptionBudget example-api',
      'PodDisruptionBudget example-web',
      'Deployment example-api',
      'Deployment example-web',
      'HorizontalPodAutoscaler example-api',
      'HorizontalPodAutoscaler example-web',
      'Service example-api',
      'Service example-web',
      'Ingress example-web',
      'Job example-migrate',
    ]);
  });

  it('writes the same text for the same values', async () => {
    const first = await runCommand(['render', 'frappe', '-f', example]);
    const second = await runCommand(['render', 'frappe', '-f', example]);

    expect(second.out).toBe(first.out);
  });

  it('takes the body of a sign-up form as it is', async () => {
    const body = '{"organization": "Acme Ltd", "subdomain": "acme", "email": "ada@acme.example"}';

    const run = await runCommand(['render', 'frappe', '-f', '-'], {}, { stdin: body });

    expect(run.out).toBe((await runCommand(['render', 'frappe', '-f', example])).out);
  });

  it('lets the command line win over the file', async () => {
    const tenantId = '3f2b8a4e-5c1d-4e8f-9a7b-041b27c0ffee';
    const options = ['--slug', 'other', '--tenant-id', tenantId, '--set', 'email=b@c.de'];

    const { out } = await runCommand(['render', 'frappe', '-f', example, ...options]);

    const [, job] = objectsOf(out);
    expect(job?.metadata.name).toBe('provision-3f2b8a4e-other');
    expect(job?.metadata.labels['tenantry.dev/tenant']).toBe(tenantId);
    expect(out).toContain('value: b@c.de\n');
  });

  it('lets --slug and --tier win over the params of the same meaning', async () => {
    const stdin = 'tenant: {orgSlug: riley}\ntier: free\nimage: {tag: v1}\n';
    const options = ['--slug', 'other', '--tier', 'enterprise'];

    const run = await runCommand(['render', 'codetether', '-f', '-', ...options], {}, { stdin });

    expect([run.exitCode, run.err]).toEqual([0, '']);
    expect(run.out).toContain('namespace: tenant-other\n');
    expect(run.out).toContain('replicas: 3\n');
  });

  it('reads the settings of the server', async () => {
    const environment = {
      BASE_DOMAIN: 'example.com',
      GKE_NAMESPACE: 'sites',
      FRAPPE_IMAGE: 'x/y:1',
    };

    const { out } = await runCommand(['render', 'frappe', '-f', example], {}, { environment });

    expect(out).toContain('value: acme.example.com\n');
    expect(out).toContain('namespace: sites\n');
    expect(out).toContain('image: x/y:1\n');
  });

  it('writes a List with -o json', async () => {
    const { out } = await runCommand(['render', 'frappe', '-f', example, '-o', 'json']);

    expect(JSON.parse(out)).toMatchObject({ apiVersion: 'v1', kind: 'List', items: { length: 2 } });
  });

  it('writes names only with -o table', async () => {
    const { out } = await runCommand(['render', 'frappe', '-f', example, '-o', 'table']);

    expect(out).toMatch(
      /^KIND +NAMESPACE +NAME\nSecret +frappe +tenant-00000000-credentials\nJob /,
    );
  });

  it('exits 1 with every fault, each where it stands in the file', async () => {
    const stdin = 'slug: www\nemail: nobody\napps: [kairos, "rm -rf"]\nextra: 1\ntier: gold\n';

    const { exitCode, out, err } = await runCommand(['render', 'frappe', '-f', '-'], {}, { stdin });

    expect([exitCode, out]).toEqual([1, '']);
    expect(err.match(/^ {2}\/\S*/gm)?.toSorted()).toEqual([
      '  /apps/1',
      '  /email',
      '  /extra',
      '  /slug',
      '  /tier',
    ]);
  });

  it('exits 1 for a product that is not there', async () => {
    const { exitCode, err } = await runCommand(['render', 'frapp']);

    expect(exitCode).toBe(1);
    expect(err).toContain('There is no product "frapp"; there is: frappe');
  });

  it.each(['frappe.yaml', 'frappe-sign-up.yaml'])('renders examples/%s', async (name) => {
    const stdin = readFileSync(`examples/${name}`, 'utf8');

    const { exitCode } = await runCommand(['render', 'frappe', '-f', '-'], {}, { stdin });

    expect(exitCode).toBe(0);
  });
});
