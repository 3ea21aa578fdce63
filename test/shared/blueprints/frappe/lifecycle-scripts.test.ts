import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropSiteScript } from '../../../../shared/blueprints/frappe/scripts/drop-site-script.ts';
import { migrateSiteScript } from '../../../../shared/blueprints/frappe/scripts/migrate-site-script.ts';
import { provisionScript } from '../../../../shared/blueprints/frappe/scripts/provision-script.ts';
import { switchSiteScript } from '../../../../shared/blueprints/frappe/scripts/switch-site-script.ts';
import { updateSiteScript } from '../../../../shared/blueprints/frappe/scripts/update-site-script.ts';
import {
  type BenchFolder,
  createBenchFolder,
  type ScriptRun,
} from '../../../fakes/bench-folder.ts';

const site = 'acme.kairos.app';
const record = `sites/.tenantry/${site}.record`;
const database = 'stub/databases/_0b5a4a576a5c4f0e';
const env = {
  SITE_NAME: site,
  TENANT_ID: '0b5a4a57-6a5c-4f0e-9d0c-1f2e3d4c5b6a',
  DB_NAME: '_0b5a4a576a5c4f0e',
  DB_HOST: 'mariadb',
  DB_ROOT_PASSWORD: 'root-secret-7f3a',
  ADMIN_PASSWORD: 'admin-secret-91bc',
  EMAIL: 'riley@example.com',
  APPS: 'kairos',
  RUN_ID: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
};
const wider = { ...env, EMAIL: 'Sam@Example.com', APPS: 'kairos erpnext' };

let folder: BenchFolder;
/** How often bench was called to make the site. */
let made: number;

beforeEach(async () => {
  folder = createBenchFolder();
  const { code } = await folder.run(provisionScript, env);
  expect(code).toBe(0);
  made = folder.calls().length;
});
afterEach(() => folder.remove());

function callsSince(): readonly string[] {
  return folder
    .calls()
    .slice(made)
    .map((call) => call.trim());
}

function backups(): readonly string[] {
  const names = Object.keys(folder.state()).flatMap(
    (name) => /private\/backups\/(\d+)\//.exec(name)?.[1] ?? [],
  );
  return [...new Set(names)];
}

/** Runs the script, kills it at this call, and runs it again as the Job's next pod. */
async function killedOnce(script: string, values: typeof env, at: string): Promise<ScriptRun> {
  const [number = '', when = ''] = at.split(' ');
  const STUB_KILL = `${made + Number(number)} ${when}`;
  const { code } = await folder.run(script, { ...values, STUB_KILL });
  expect(code).toBeNull();
  return await folder.run(script, values);
}

const kills = (calls: number) =>
  Array.from({ length: calls }, (_, index) => index + 1).flatMap((call) =>
    ['before', 'middle', 'after'].map((when) => `${call} ${when}`),
  );

describe('switchSiteScript()', () => {
  it('suspends: maintenance page on, scheduler off', async () => {
    const { code } = await folder.run(switchSiteScript('suspend'), env);

    expect(code).toBe(0);
    expect(callsSince()).toEqual([
      `--site ${site} set-maintenance-mode on`,
      `--site ${site} scheduler disable`,
    ]);
  });

  it('resumes: the reverse', async () => {
    await folder.run(switchSiteScript('suspend'), env);
    const { code } = await folder.run(switchSiteScript('resume'), env);

    expect(code).toBe(0);
    expect(folder.read(`${database}/maintenance`)).toBe('off\n');
    expect(folder.read(`${database}/scheduler`)).toBe('enable\n');
  });

  it.each(kills(2))('ends the same after a kill at call %s', async (at) => {
    const { code } = await killedOnce(switchSiteScript('suspend'), env, at);

    expect(code).toBe(0);
    expect(folder.read(`${database}/maintenance`)).toBe('on\n');
    expect(folder.read(`${database}/scheduler`)).toBe('disable\n');
  });

  it('leaves the record as it is, however often it runs', async () => {
    const before = folder.read(record);

    await folder.run(switchSiteScript('suspend'), env);

    expect(folder.read(record)).toBe(before);
  });

  it('says what failed', async () => {
    const run = await folder.run(switchSiteScript('suspend'), {
      ...env,
      STUB_FAIL: 'scheduler',
      STUB_FAIL_WORDS: 'No such database',
    });

    expect(run.code).toBe(1);
    expect(run.output.trimEnd().split('\n').at(-1)).toBe(
      `Cannot suspend site "${site}": scheduler failed: No such database`,
    );
  });
});

describe('migrateSiteScript', () => {
  it('backs up, then migrates', async () => {
    const { code } = await folder.run(migrateSiteScript, env);

    expect(code).toBe(0);
    expect(callsSince()).toEqual([`--site ${site} backup --with-files`, `--site ${site} migrate`]);
    expect(folder.read(`${database}/version`)).toBe('16\n');
  });

  it.each(kills(2))('has one backup from before it after a kill at call %s', async (at) => {
    const { code } = await killedOnce(migrateSiteScript, env, at);

    const [backup = '', ...more] = backups();
    expect(code).toBe(0);
    expect(folder.read(`${database}/version`)).toBe('16\n');
    expect(folder.has(`sites/${site}/private/backups/${backup}/version`)).toBe(false);
    // One that was finished and not yet noted is made again: nothing was migrated in between.
    expect(more.length).toBeLessThanOrEqual(1);
  });

  it('does not migrate what it cannot back up', async () => {
    const { code } = await folder.run(migrateSiteScript, { ...env, STUB_FAIL: 'backup' });

    expect(code).toBe(1);
    expect(callsSince().join()).not.toContain('migrate');
  });

  it('backs up again for the next upgrade', async () => {
    await folder.run(migrateSiteScript, env);
    await folder.run(migrateSiteScript, { ...env, RUN_ID: '8c9e6679-7425-40de-944b-e07fc1f90ae7' });

    expect(backups()).toHaveLength(2);
  });

  it('leaves the backup before a deletion to the deletion', async () => {
    await folder.run(migrateSiteScript, env);

    await folder.run(dropSiteScript, env);

    expect(callsSince().filter((call) => call.includes(' backup '))).toHaveLength(2);
  });
});

describe('updateSiteScript', () => {
  it('installs the apps that are new and adds the user who is new', async () => {
    const { code } = await folder.run(updateSiteScript, wider);

    expect(code).toBe(0);
    expect(folder.read(`${database}/apps`)).toBe('frappe\nkairos\nerpnext\n');
    expect(folder.read(`${database}/users`)).toContain('\nsam@example.com --user-type System User');
  });

  it('changes nothing where nothing is new', async () => {
    const before = folder.state();

    const { code } = await folder.run(updateSiteScript, env);

    expect(code).toBe(0);
    expect(folder.state()).toEqual(before);
  });

  it('takes no app and no user away', async () => {
    await folder.run(updateSiteScript, wider);
    const before = folder.state();

    const { code } = await folder.run(updateSiteScript, env);

    expect(code).toBe(0);
    expect(folder.state()).toEqual(before);
  });

  it.each(kills(3).filter((at) => at !== '2 middle'))(
    'ends the same after a kill at call %s',
    async (at) => {
      const { code, output } = await killedOnce(updateSiteScript, wider, at);

      expect([code, output]).toEqual([0, expect.any(String)]);
      expect(folder.read(`${database}/apps`)).toBe('frappe\nkairos\nerpnext\n');
      expect(folder.read(`${database}/users`).match(/sam@example.com/g)).toHaveLength(1);
    },
  );

  it('refuses an app that is not in the image before it changes anything', async () => {
    const before = folder.state();

    const { code, output } = await folder.run(updateSiteScript, { ...wider, APPS: 'erpnext hrms' });

    expect(code).toBe(1);
    expect(output).toContain('app "hrms" is not in the image');
    expect(folder.state()).toEqual(before);
  });
});

describe.each([
  ['suspend', switchSiteScript('suspend')],
  ['resume', switchSiteScript('resume')],
  ['migrate', migrateSiteScript],
  ['update', updateSiteScript],
])('to %s', (_task, script) => {
  it.each([
    ['another tenant has', 'tenant 11111111-1111-4111-8111-111111111111\ncomplete\n'],
    ['was never finished', `tenant ${env.TENANT_ID}\nstarted new-site\n`],
    ['nobody knows of', ''],
  ])('touches no site that %s', async (_whose, text) => {
    folder.write(record, text);

    const { code, output } = await folder.run(script, env);

    expect(code).toBe(1);
    expect(output).toContain('the tenant has no finished site of that name');
    expect(callsSince()).toEqual([]);
  });

  it('keeps passwords out of what it prints', async () => {
    const { output } = await folder.run(script, wider);

    expect(output).not.toMatch(/root-secret|admin-secret/);
  });
});
