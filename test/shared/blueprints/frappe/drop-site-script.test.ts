import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropSiteScript } from '../../../../shared/blueprints/frappe/scripts/drop-site-script.ts';
import { provisionScript } from '../../../../shared/blueprints/frappe/scripts/provision-script.ts';
import { type BenchFolder, createBenchFolder } from '../../../fakes/bench-folder.ts';

const site = 'acme.kairos.app';
const record = `sites/.tenantry/${site}.record`;
const tenantId = '0b5a4a57-6a5c-4f0e-9d0c-1f2e3d4c5b6a';
const archive = `sites/.tenantry/archive/${tenantId}`;
const env = {
  SITE_NAME: site,
  TENANT_ID: tenantId,
  DB_NAME: '_0b5a4a576a5c4f0e',
  DB_HOST: 'mariadb',
  DB_ROOT_PASSWORD: 'root-secret-7f3a',
};
const provisionEnv = {
  ...env,
  ADMIN_PASSWORD: 'admin-secret-91bc',
  EMAIL: 'riley@example.com',
  APPS: 'kairos',
};

let folder: BenchFolder;
beforeEach(() => {
  folder = createBenchFolder();
});
afterEach(() => folder.remove());

/** What there is besides archives. */
function left(): readonly string[] {
  return Object.keys(folder.state()).filter((name) => !name.startsWith(archive));
}

describe('dropSiteScript', () => {
  it('backs the site up, drops its database and keeps its folder with the backup', async () => {
    await folder.run(provisionScript, provisionEnv);

    const { code } = await folder.run(dropSiteScript, env);

    expect(code).toBe(0);
    expect(left()).toEqual([]);
    expect(Object.keys(folder.state())).toEqual([
      `${archive}/${site}/private/backups/5/administrator`,
      `${archive}/${site}/private/backups/5/apps`,
      `${archive}/${site}/private/backups/5/users`,
      `${archive}/${site}/site_config.json`,
    ]);
    expect(folder.has(record)).toBe(false);
  });

  it('calls bench with these arguments and no others', async () => {
    await folder.run(provisionScript, provisionEnv);
    const before = folder.calls().length;

    await folder.run(dropSiteScript, env);

    const calls = folder.calls().slice(before);
    expect(calls.map((call) => call.trim())).toEqual([
      `--site ${site} backup --with-files`,
      `drop-site ${site} --no-backup --force --archived-sites-path ${folder.path}/${archive} --db-root-password root-secret-7f3a`,
    ]);
  });

  it('succeeds when there never was a site', async () => {
    const { code, output } = await folder.run(dropSiteScript, env);

    expect(code).toBe(0);
    expect(output).toBe(`The tenant has no site ${site}\n`);
    expect(folder.calls()).toEqual([]);
  });

  it('succeeds again after it succeeded', async () => {
    await folder.run(provisionScript, provisionEnv);
    await folder.run(dropSiteScript, env);
    const before = { calls: folder.calls(), state: folder.state() };

    const { code } = await folder.run(dropSiteScript, env);

    expect(code).toBe(0);
    expect({ calls: folder.calls(), state: folder.state() }).toEqual(before);
  });

  it.each(['1 after', '2 before', '2 folder', '2 config', '2 middle', '2 after', '3 middle'])(
    'drops a site whose making was killed at call %s, without a backup',
    async (at) => {
      await folder.run(provisionScript, { ...provisionEnv, STUB_KILL: at });

      const { code } = await folder.run(dropSiteScript, env);

      expect(code).toBe(0);
      expect(left()).toEqual([]);
      expect(folder.has(`sites/${site}`)).toBe(false);
      expect(folder.has(record)).toBe(false);
      expect(folder.calls().join()).not.toContain(' backup');
    },
  );

  it.each([1, 2].flatMap((call) => ['before', 'middle', 'after'].map((when) => ({ call, when }))))(
    'ends the same after a kill $when call $call',
    async ({ call, when }) => {
      await folder.run(provisionScript, provisionEnv);
      const number = folder.calls().length + call;
      const killed = await folder.run(dropSiteScript, { ...env, STUB_KILL: `${number} ${when}` });

      const again = await folder.run(dropSiteScript, env);

      expect([killed.code, again.code]).toEqual([null, 0]);
      expect(left()).toEqual([]);
      expect(folder.has(record)).toBe(false);
      expect(folder.has(`${archive}/${site}/site_config.json`)).toBe(true);
      expect(Object.keys(folder.state()).join()).toContain('/private/backups/');
    },
  );

  it('drops nothing when the backup fails', async () => {
    await folder.run(provisionScript, provisionEnv);
    const before = folder.state();

    const { code, output } = await folder.run(dropSiteScript, {
      ...env,
      STUB_FAIL: 'backup',
      STUB_FAIL_WORDS: 'No space left on device',
    });

    expect(code).toBe(1);
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      `Cannot drop site "${site}": backup failed: No space left on device`,
    );
    expect(folder.state()).toEqual(before);
  });

  it('goes on without a backup when the operator said so in the record', async () => {
    await folder.run(provisionScript, provisionEnv);
    await folder.run(dropSiteScript, { ...env, STUB_FAIL: 'backup' });
    folder.append(record, '\ndone backup\n');

    const { code } = await folder.run(dropSiteScript, { ...env, STUB_FAIL: 'backup' });

    expect(code).toBe(0);
    expect(left()).toEqual([]);
  });

  it('knows the site by its database when the record was lost', async () => {
    await folder.run(provisionScript, provisionEnv);
    rmSync(`${folder.path}/${record}`);

    const { code } = await folder.run(dropSiteScript, env);

    expect(code).toBe(0);
    expect(left()).toEqual([]);
    expect(Object.keys(folder.state()).join()).toContain('/private/backups/');
  });

  it('never touches a site that Tenantry did not make', async () => {
    folder.write(`sites/${site}/site_config.json`, '{"db_name": "precious"}');
    const before = folder.state();

    const { code } = await folder.run(dropSiteScript, env);

    expect(code).toBe(0);
    expect(folder.state()).toEqual(before);
    expect(folder.calls()).toEqual([]);
  });

  it("never touches another tenant's site", async () => {
    const other = '11111111-1111-4111-8111-111111111111';
    const db = '_1111111111114111';
    await folder.run(provisionScript, { ...provisionEnv, TENANT_ID: other, DB_NAME: db });
    const before = { calls: folder.calls(), state: folder.state(), record: folder.read(record) };

    const { code } = await folder.run(dropSiteScript, env);

    expect(code).toBe(0);
    expect({ calls: folder.calls(), state: folder.state(), record: folder.read(record) }).toEqual(
      before,
    );
  });

  it("never touches a site whose record is another tenant's, whatever its database", async () => {
    folder.write(record, 'tenant 11111111-1111-4111-8111-111111111111\ncomplete\n');
    folder.write(`sites/${site}/site_config.json`, `{"db_name": "${env.DB_NAME}"}`);
    const before = folder.state();

    const { code } = await folder.run(dropSiteScript, env);

    expect(code).toBe(0);
    expect(folder.state()).toEqual(before);
    expect(folder.calls()).toEqual([]);
  });

  it('keeps a late run of the same tenant from making the site again', async () => {
    await folder.run(provisionScript, provisionEnv);
    await folder.run(dropSiteScript, env);

    const { code } = await folder.run(provisionScript, provisionEnv);

    expect(code).toBe(1);
    expect(left()).toEqual([]);
  });

  it('frees the name for another tenant, and keeps the archives apart', async () => {
    const other = {
      TENANT_ID: '11111111-1111-4111-8111-111111111111',
      DB_NAME: '_1111111111114111',
    };
    await folder.run(provisionScript, provisionEnv);
    await folder.run(dropSiteScript, env);

    const made = await folder.run(provisionScript, { ...provisionEnv, ...other });
    const dropped = await folder.run(dropSiteScript, { ...env, ...other });

    expect([made.code, dropped.code]).toEqual([0, 0]);
    expect(folder.has(`${archive}/${site}/site_config.json`)).toBe(true);
    expect(folder.has(`sites/.tenantry/archive/${other.TENANT_ID}/${site}/site_config.json`)).toBe(
      true,
    );
  });

  it('waits for a run of the same site that still goes on', async () => {
    const making = folder.run(provisionScript, { ...provisionEnv, STUB_SLEEP: '0.5' });
    await expect.poll(() => folder.calls().length, { timeout: 5_000 }).toBe(2);

    const dropped = await folder.run(dropSiteScript, env);

    expect([(await making).code, dropped.code]).toEqual([0, 0]);
    expect(left()).toEqual([]);
  });
});
