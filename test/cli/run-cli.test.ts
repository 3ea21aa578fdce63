import { describe, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { createTestWorld } from './test-world.ts';

async function run(argv: readonly string[], environment = {}) {
  const world = createTestWorld({ environment });
  const exitCode = await runCli(argv, world);
  return { exitCode, out: world.terminal.out.text(), err: world.terminal.err.text() };
}

describe('runCli()', () => {
  it.each([[['--help']], [['help']]])('writes help to stdout for %j', async (argv) => {
    const { exitCode, out, err } = await run(argv);

    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('Usage: tenantry <command> [options]');
  });

  it('writes the help of a command', async () => {
    expect((await run(['list', '--help'])).out).toContain('Usage: tenantry list [options]');
  });

  it('writes the version', async () => {
    expect(await run(['--version'])).toEqual({ exitCode: 0, out: '9.9.9\n', err: '' });
  });

  it('exits 2 for a mistyped command, naming the nearest', async () => {
    expect(await run(['crate'])).toEqual({
      exitCode: 2,
      out: '',
      err: 'Error: Unknown command "crate"; did you mean "create"?\nSee tenantry --help\n',
    });
  });

  it('exits 2 for an address that is none', async () => {
    const { exitCode, err } = await run(['list'], { TENANTRY_URL: 'localhost:8080' });

    expect(exitCode).toBe(2);
    expect(err).toContain('TENANTRY_URL is not an address of the API');
  });

  it('exits 1 with a way out when the server is not there', async () => {
    const { exitCode, err } = await run(['list'], { TENANTRY_URL: 'http://127.0.0.1:1' });

    expect(exitCode).toBe(1);
    expect(err).toMatch(
      /^Error: Cannot reach http:\/\/127\.0\.0\.1:1 .*: is it running\? Start it with npm start/,
    );
  });

  it('warns of a key that travels in the open', async () => {
    const environment = { TENANTRY_URL: 'http://tenantry.invalid', TENANTRY_TOKEN: 'secret' };

    const { err } = await run(['list'], environment);

    expect(err).toMatch(
      /^Warning: TENANTRY_TOKEN is sent to http:\/\/tenantry\.invalid unencrypted\n/,
    );
    expect(err).not.toContain('secret');
  });
});
