import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Vault } from '../../shared/ports/vault.ts';

/** One empty vault for one test. */
export interface VaultUnderTest {
  readonly vault: Vault;
  /** The time that what is put now is put at. */
  readonly now: () => number;
  readonly close: () => Promise<void>;
}

const [ada, bob] = ['5a3b1e0c-0000-4000-8000-00000000000a', '5a3b1e0c-0000-4000-8000-00000000000b'];

/** What every vault does. */
export function vaultContract(name: string, open: () => Promise<VaultUnderTest>): void {
  describe(`the vault ${name}`, () => {
    let opened: VaultUnderTest;
    let vault: Vault;

    beforeEach(async () => {
      opened = await open();
      vault = opened.vault;
    });

    afterEach(async () => await opened.close());

    it('gives values back by their tokens', async () => {
      const values = new Map([
        ['sealed:v1:a', 'open sesame'],
        ['sealed:v1:b', 'naïve 🔑\n"quoted"\\'],
        ['sealed:v1:c', ''],
      ]);
      await vault.put(ada, values);

      expect(await vault.get(ada, [...values.keys()])).toEqual(values);
    });

    it('leaves out what it does not have, and has nothing of nobody', async () => {
      await vault.put(ada, new Map([['sealed:v1:a', 'one']]));

      const some = await vault.get(ada, ['sealed:v1:a', 'sealed:v1:other']);

      expect([...some]).toEqual([['sealed:v1:a', 'one']]);
      expect(await vault.get(bob, ['sealed:v1:a'])).toEqual(new Map());
      expect(await vault.get(ada, [])).toEqual(new Map());
    });

    it('keeps what earlier wishes brought', async () => {
      for (const number of [1, 2, 3, 4]) {
        await vault.put(ada, new Map([[`sealed:v1:${number}`, `value ${number}`]]));
      }

      const all = await vault.get(ada, [
        'sealed:v1:1',
        'sealed:v1:2',
        'sealed:v1:3',
        'sealed:v1:4',
      ]);

      expect(Object.fromEntries(all)).toEqual({
        'sealed:v1:1': 'value 1',
        'sealed:v1:2': 'value 2',
        'sealed:v1:3': 'value 3',
        'sealed:v1:4': 'value 4',
      });
    });

    it('loses nothing to two wishes at once', async () => {
      await Promise.all(
        ['a', 'b', 'c'].map((token) => vault.put(ada, new Map([[`sealed:v1:${token}`, token]]))),
      );

      const all = await vault.get(ada, ['sealed:v1:a', 'sealed:v1:b', 'sealed:v1:c']);

      expect([...all.values()].toSorted()).toEqual(['a', 'b', 'c']);
    });

    it('takes the same values again', async () => {
      const values = new Map([['sealed:v1:a', 'one']]);
      await vault.put(ada, values);
      await vault.put(ada, values);

      expect(await vault.get(ada, ['sealed:v1:a'])).toEqual(values);
    });

    it('has room for as much as one wish may bring', async () => {
      const values = new Map(
        Array.from({ length: 100 }, (_, index) => [
          `sealed:v1:${'t'.repeat(40)}${index}`,
          'x'.repeat(409),
        ]),
      );
      await vault.put(ada, values);

      expect(await vault.get(ada, [...values.keys()])).toEqual(values);
    });

    it('removes everything of one tenant and nothing of another', async () => {
      await vault.put(ada, new Map([['sealed:v1:a', 'one']]));
      await vault.put(ada, new Map([['sealed:v1:b', 'two']]));
      await vault.put(bob, new Map([['sealed:v1:a', 'other']]));

      await vault.remove(ada);
      await vault.remove(ada);

      expect(await vault.get(ada, ['sealed:v1:a', 'sealed:v1:b'])).toEqual(new Map());
      expect([...(await vault.get(bob, ['sealed:v1:a']))]).toEqual([['sealed:v1:a', 'other']]);
    });

    it('takes values again after a removal', async () => {
      await vault.put(ada, new Map([['sealed:v1:a', 'one']]));
      await vault.remove(ada);
      await vault.put(ada, new Map([['sealed:v1:a', 'one']]));

      expect((await vault.get(ada, ['sealed:v1:a'])).get('sealed:v1:a')).toBe('one');
    });

    it('lists whose keeping began within a time', async () => {
      const hourMs = 3_600_000;
      const at = (ms: number) => new Date(opened.now() + ms).toISOString();
      await vault.put(ada, new Map([['sealed:v1:a', 'one']]));
      await vault.put(ada, new Map([['sealed:v1:b', 'two']]));
      await vault.put(bob, new Map([['sealed:v1:a', 'other']]));

      const listed = await vault.list({ from: at(-hourMs), until: at(hourMs) }, 10);

      expect(listed.toSorted()).toEqual([ada, bob]);
      expect(await vault.list({ from: at(-hourMs), until: at(hourMs) }, 1)).toHaveLength(1);
      expect(await vault.list({ from: at(hourMs), until: at(2 * hourMs) }, 10)).toEqual([]);
      expect(await vault.list({ from: at(-2 * hourMs), until: at(-hourMs) }, 10)).toEqual([]);
    });
  });
}
