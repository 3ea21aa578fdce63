import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tunnel } from '../../shared/ports/tunnel.ts';

/** A tunnel for one test that has only its catch-all. */
export interface TunnelUnderTest {
  readonly tunnel: Tunnel;
  readonly close: () => Promise<void>;
}

const catchAll = { service: 'http_status:404' };
const acme = {
  hostname: 'acme.example.com',
  service: 'https://ingress.example:443',
  originRequest: { noTLSVerify: true, aMemberOfTomorrow: { deep: [1, null] } },
};

/** What every `Tunnel` promises. */
export function tunnelContract(name: string, open: () => Promise<TunnelUnderTest>): void {
  describe(`${name} as a Tunnel`, () => {
    let opened: TunnelUnderTest;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened.close();
    });

    it('has a catch-all', async () => {
      await expect(opened.tunnel.read()).resolves.toMatchObject({ rules: [catchAll] });
    });

    it('reads what was written, in its order, one version later', async () => {
      const { tunnel } = opened;
      const { version, rest } = await tunnel.read();

      await tunnel.write({ rules: [acme, catchAll], rest });

      const expected = { version: version + 1, rules: [acme, catchAll], rest };
      await expect(tunnel.read()).resolves.toEqual(expected);
    });

    it('keeps members that nobody here knows', async () => {
      const { tunnel } = opened;
      const rest = { originRequest: { connectTimeout: 10 }, ofTomorrow: { a: [true, 'b'] } };

      await tunnel.write({ rules: [catchAll], rest });

      await expect(tunnel.read()).resolves.toMatchObject({ rest });
    });

    it('takes no document whose last rule does not catch all', async () => {
      const { tunnel } = opened;
      const before = await tunnel.read();

      await expect(tunnel.write({ rules: [catchAll, acme], rest: {} })).rejects.toMatchObject({
        code: 'tunnel_refused',
        class: 'terminal',
        outcome: 'not-done',
      });

      await expect(tunnel.read()).resolves.toEqual(before);
    });
  });
}
