import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provisionScript } from '../../../../shared/blueprints/frappe/scripts/provision-script.ts';
import { type BenchFolder, createBenchFolder } from '../../../fakes/bench-folder.ts';

const site = 'acme.kairos.app';
const record = `sites/.tenantry/${site}.record`;
const tenantId = '0b5a4a57-6a5c-4f0e-9d0c-1f2e3d4c5b6a';
const database = 'stub/databases/_0b5a4a576a5c4f0e';
const env = {
  SITE_NAME: site,
  TENANT_ID: tenantId,
  DB_NAME: '_0b5a4a576a5c4f0e',
  DB_HOST: 'mariadb',
  DB_ROOT_PASSWORD: 'root-secret-7f3a',
  ADMIN_PASSWORD: 'admin-secret-91bc',
  EMAIL: 'Riley@Example.com',
  APPS: 'kairos erpnext',
};

let folder: BenchFolder;
beforeEach(() => {
  folder = createBenchFolder();
});
afterEach(() => folder.remove());

/** What an undisturbed run leaves behind. */
const finished = {
  [`sites/${site}/site_config.json`]: '{"db_name": "_0b5a4a576a5c4f0e"}\n',
  [`${database}/administrator`]: 'admin-secret-91bc',
  [`${database}/apps`]: 'frappe\nkairos\nerpnext\n',
  [`${database}/users`]: 'riley@example.com --user-type System User --add-role System Manager \n',
};

describe('provisionScript', () => {
  it('makes the site, its apps in order and its first user', async () => {
    const { code, output } = await folder.run(provisionScript, env);

    expect({ code, output }).toMatchObject({ code: 0 });
    expect(folder.state()).toEqual(finished);
    expect(folder.read(record)).toMatch(/\ncomplete\n$/);
  });

  it('calls bench with these arguments and no others', async () => {
    await folder.run(provisionScript, env);

    expect(folder.calls().map((call) => call.trim())).toEqual([
      'new-site --help',
      `new-site ${site} --db-name _0b5a4a576a5c4f0e --db-host mariadb --db-root-password root-secret-7f3a --admin-password admin-secret-91bc --mariadb-user-host-login-scope=%`,
      `--site ${site} install-app kairos`,
      `--site ${site} install-app erpnext`,
      `--site ${site} add-user riley@example.com --user-type System\\ User --add-role System\\ Manager`,
    ]);
  });

  it('leaves a complete site alone', async () => {
    await folder.run(provisionScript, env);
    folder.append(`${database}/users`, 'a customer who came later\n');
    const before = { calls: folder.calls(), state: folder.state() };

    const { code } = await folder.run(provisionScript, env);

    expect(code).toBe(0);
    expect({ calls: folder.calls(), state: folder.state() }).toEqual(before);
  });

  it('makes a site without apps', async () => {
    const { code } = await folder.run(provisionScript, { ...env, APPS: '' });

    expect(code).toBe(0);
    expect(folder.read(`${database}/apps`)).toBe('frappe\n');
  });

  it('uses the older option where the image has only that', async () => {
    await folder.run(provisionScript, { ...env, STUB_OLD: '1' });

    expect(folder.calls()[1]).toContain(' --no-mariadb-socket');
  });

  it('does not make a complete site again whose folder is gone', async () => {
    folder.write(record, `tenant ${tenantId}\ncomplete\n`);

    const { code, output } = await folder.run(provisionScript, env);

    expect(code).toBe(1);
    expect(output).toContain('it was complete and is gone');
    expect(folder.calls()).toEqual([]);
  });

  it('refuses a tenant that was deleted', async () => {
    folder.write(`sites/.tenantry/archive/${tenantId}/kept`, '');

    const { code, output } = await folder.run(provisionScript, env);

    expect(code).toBe(1);
    expect(output).toContain('the tenant was deleted');
    expect(folder.calls()).toEqual([]);
  });

  it('never touches a site that Tenantry did not make', async () => {
    folder.write(`sites/${site}/site_config.json`, '{"db_name": "precious"}');
    const before = folder.state();

    const { code, output } = await folder.run(provisionScript, env);

    expect(code).toBe(1);
    expect(output).toBe(
      `Cannot provision site "${site}": a site of that name exists and is not of Tenantry\n`,
    );
    expect(folder.state()).toEqual(before);
    expect(folder.calls()).toEqual([]);
  });

  it.each(['', 'started new-site\n', 'complete\n'])(
    "never touches another tenant's site (%j)",
    async (progress) => {
      folder.write(record, `tenant 11111111-1111-4111-8111-111111111111\n${progress}`);
      folder.write(`sites/${site}/site_config.json`, '{"db_name": "_1111111111114111"}');
      const before = folder.state();

      const { code, output } = await folder.run(provisionScript, env);

      expect(code).toBe(1);
      expect(output).toContain('another tenant has a site of that name');
      expect(folder.state()).toEqual(before);
      expect(folder.calls()).toEqual([]);
    },
  );

  it('names an app that the image lacks before it does anything', async () => {
    const { code, output } = await folder.run(provisionScript, { ...env, APPS: 'kairos hrms' });

    expect(code).toBe(1);
    expect(output).toBe(`Cannot provision site "${site}": app "hrms" is not in the image\n`);
    expect(folder.calls()).toEqual([]);
  });
});

describe('provisionScript, killed and run again', () => {
  // new-site --help, new-site, install-app, install-app, add-user
  const kills = [1, 2, 3, 4, 5].flatMap((call) =>
    ['before', 'middle', 'after'].map((when) => `${call} ${when}`),
  );

  it.each([...kills, '2 folder', '2 config'])(
    'ends the same after a kill at call %s',
    async (at) => {
      const killed = await folder.run(provisionScript, { ...env, STUB_KILL: at });
      const again = await folder.run(provisionScript, env);

      // "new-site --help" and nothing else has no middle.
      expect(killed.code).toBe(at === '1 middle' ? 0 : null);
      expect({ ...again, at }).toMatchObject({ code: 0 });
      expect(folder.state()).toEqual(finished);
    },
  );

  it.each(kills.filter((at) => !at.startsWith('1 ')))(
    'ends the same after a kill at call %s and again in the middle of each call of the second run',
    async (at) => {
      await folder.run(provisionScript, { ...env, STUB_KILL: at });
      const calls = folder.calls().length;
      await folder.run(provisionScript, { ...env, STUB_KILL: `${calls + 2} middle` });
      const last = await folder.run(provisionScript, env);

      expect(last).toMatchObject({ code: 0 });
      expect(folder.state()).toEqual(finished);
    },
  );

  it.each(['complete', 'done add-user', 'done install-app erpnext'])(
    'ends the same when the entry %j was cut short',
    async (entry) => {
      await folder.run(provisionScript, env);
      const whole = folder.read(record);
      folder.write(record, whole.slice(0, whole.indexOf(entry) + 5));

      const { code } = await folder.run(provisionScript, env);

      expect(code).toBe(0);
      expect(folder.state()).toEqual(finished);
      expect(folder.read(record).split('\n')).toContain('complete');
    },
  );

  it.each([
    ['5 before', ['execute', 'add-user']],
    ['5 after', ['execute']],
  ])('goes on where it was after a kill at call %s', async (at, commands) => {
    await folder.run(provisionScript, { ...env, STUB_KILL: at });
    const before = folder.calls().length;

    await folder.run(provisionScript, env);

    const calls = folder.calls().slice(before);
    expect(calls.map((call) => call.split(' ')[2])).toEqual(commands);
  });

  it('ends the same after bench failed', async () => {
    const failed = await folder.run(provisionScript, { ...env, STUB_FAIL: 'install-app' });
    const again = await folder.run(provisionScript, env);

    expect([failed.code, again.code]).toEqual([1, 0]);
    expect(folder.state()).toEqual(finished);
  });
});

describe('provisionScript, two at once', () => {
  it('lets the second run wait and find the site complete', async () => {
    const runs = await Promise.all([
      folder.run(provisionScript, { ...env, STUB_SLEEP: '0.3' }),
      folder.run(provisionScript, { ...env, STUB_SLEEP: '0.3' }),
    ]);

    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(folder.state()).toEqual(finished);
    expect(folder.calls()).toHaveLength(5);
  });

  it('says so when the other run takes too long', async () => {
    const first = folder.run(provisionScript, { ...env, STUB_SLEEP: '1.5' });
    await expect.poll(() => folder.calls().length, { timeout: 5_000 }).toBe(2);

    const second = await folder.run(provisionScript, { ...env, LOCK_SECONDS: '0' });

    expect(second).toEqual({
      code: 1,
      output: `Cannot provision site "${site}": another run works on it\n`,
    });
    expect(await first).toMatchObject({ code: 0 });
  });
});

describe('provisionScript, with hostile values', () => {
  const evil = `x" ' $(touch pwned) \`touch pwned\` ; touch pwned & * \\ \${HOME}`;

  it('passes a password on as it is, and never prints it', async () => {
    const run = await folder.run(provisionScript, { ...env, ADMIN_PASSWORD: evil });

    expect(run.code).toBe(0);
    expect(folder.read(`${database}/administrator`)).toBe(evil);
    expect(folder.has('pwned')).toBe(false);
    expect(run.output).not.toContain('touch');
    expect(run.output).toContain(`Creating ${site} with *** and ***`);
  });

  it.each([
    ['EMAIL', evil],
    ['EMAIL', 'a@b.co\ntouch pwned'],
    ['EMAIL', 'a@b.co"]+[__import__("os").system("touch pwned")]#'],
    ['EMAIL', '--password=x@y.co'],
    ['EMAIL', '-x@y.co'],
    ['SITE_NAME', '../../etc'],
    ['SITE_NAME', 'a..b'],
    ['SITE_NAME', '--help'],
    ['SITE_NAME', `acme.kairos.app; touch pwned`],
    ['TENANT_ID', '../x'],
    ['DB_NAME', 'mysql'],
    ['APPS', 'kairos --force'],
    ['APPS', '../kairos'],
    ['APPS', '$(touch pwned)'],
  ])('refuses %s %j', async (name, value) => {
    const { code, output } = await folder.run(provisionScript, { ...env, [name]: value });

    expect(code).toBe(1);
    expect(output).toContain(`${name} is not valid`);
    expect(folder.calls()).toEqual([]);
    expect(folder.has('pwned')).toBe(false);
  });

  it('takes an address with the signs that mail allows', async () => {
    const { code } = await folder.run(provisionScript, { ...env, EMAIL: "o'brien+x@a-b.co" });

    expect(code).toBe(0);
    expect(folder.read(`${database}/users`)).toContain("o'brien+x@a-b.co --user-type");
  });

  it("ends with one line that says what failed, in bench's own words and without secrets", async () => {
    const words = `Access denied for root using ${env.DB_ROOT_PASSWORD}, ${env.ADMIN_PASSWORD}`;

    const { code, output } = await folder.run(provisionScript, {
      ...env,
      STUB_FAIL: 'add-user',
      STUB_FAIL_WORDS: words,
    });

    expect(code).toBe(1);
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      `Cannot provision site "${site}": add-user failed: Access denied for root using ***, ***`,
    );
    expect(output).not.toMatch(/secret-/);
  });
});
