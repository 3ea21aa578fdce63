import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../shared/kubernetes/digest.ts';
import { diffInventory, entryOf, refOfEntry } from '../../../shared/kubernetes/inventory.ts';
import { refKey, refOf } from '../../../shared/kubernetes/object.ts';
import type { StagedObject } from '../../../shared/kubernetes/stage.ts';
import type { InventoryEntry } from '../../../shared/tenant/tenant.ts';

function wanted(name: string, value = '1', kind = 'ConfigMap'): StagedObject {
  const metadata = { name, namespace: 'n' };
  return { stage: 'config', object: { apiVersion: 'v1', kind, metadata, ...{ data: { value } } } };
}

function had(staged: StagedObject): InventoryEntry {
  const { apiVersion, kind, namespace = '', name } = refOf(staged.object);
  const digest = digestOf(staged.object);
  return { api_version: apiVersion, kind, namespace, name, uid: `uid-${name}`, digest };
}

describe('diffInventory()', () => {
  it('applies what is new or differs, prunes what nobody wants, and leaves the rest', () => {
    const [same, changed, gone] = [wanted('same'), wanted('changed'), wanted('gone')];

    const diff = diffInventory(
      [same, wanted('changed', '2'), wanted('new')],
      [had(same), had(changed), had(gone)],
    );

    expect(diff).toEqual({
      toApply: [wanted('changed', '2'), wanted('new')],
      toPrune: [had(gone)],
      unchanged: [had(same)],
    });
  });

  it('tells kinds and namespaces of one name apart', () => {
    const secret = wanted('x', '1', 'Secret');

    const diff = diffInventory([wanted('x')], [had(secret)]);

    expect(diff).toMatchObject({ toApply: [wanted('x')], toPrune: [had(secret)] });
  });

  it('takes an object under another version of its API group for the same', () => {
    const metadata = { name: 'x' };
    const newer = {
      stage: 'workload',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata },
    } as const;
    const older = {
      stage: 'workload',
      object: { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata },
    } as const;

    expect(diffInventory([newer], [had(older)])).toMatchObject({ toApply: [newer], toPrune: [] });
  });

  it('never prunes what was created once', () => {
    const { digest: _digest, ...once } = had(wanted('secret'));

    expect(diffInventory([], [once])).toEqual({ toApply: [], toPrune: [], unchanged: [] });
  });

  it('never prunes a copy of something else, also one that is to be copied anew', () => {
    const copy = { ...had(wanted('secret')), digest: '', source_version: 'v1' };

    expect(diffInventory([], [copy]).toPrune).toEqual([]);
  });

  it('prunes the last one first', () => {
    const entries = ['a', 'b', 'c'].map((name) => had(wanted(name)));

    expect(diffInventory([], entries).toPrune.map(({ name }) => name)).toEqual(['c', 'b', 'a']);
  });

  it('throws when two wanted objects have one name', () => {
    expect(() => diffInventory([wanted('x'), wanted('x', '2')], [])).toThrow('have one name');
  });

  it('leads to an inventory that it leaves alone, from any other', () => {
    const objects = fc.uniqueArray(
      fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom('1', '2')),
      {
        selector: ([name]) => name,
      },
    );
    fc.assert(
      fc.property(objects, objects, (want, have) => {
        const wish = want.map(([name, value]) => wanted(name, value));
        const inventory = have.map(([name, value]) => had(wanted(name, value)));
        const { toApply, toPrune, unchanged } = diffInventory(wish, inventory);

        const after = [...unchanged, ...toApply.map(had)];

        expect(toPrune.length + unchanged.length).toBeLessThanOrEqual(inventory.length);
        expect(diffInventory(wish, after)).toMatchObject({ toApply: [], toPrune: [] });
        expect(after).toHaveLength(wish.length);
      }),
    );
  });
});

describe('entryOf()', () => {
  const metadata = { name: 'x', namespace: 'n', uid: 'u', resourceVersion: '7' };

  it('keeps what names the object, and the digest', () => {
    const entry = entryOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata }, 'd');

    expect(entry).toEqual({
      api_version: 'v1',
      kind: 'ConfigMap',
      namespace: 'n',
      name: 'x',
      uid: 'u',
      digest: 'd',
    });
  });

  it('has neither namespace nor digest where there is none', () => {
    const { namespace: _namespace, ...bare } = metadata;

    expect(entryOf({ apiVersion: 'v1', kind: 'Namespace', metadata: bare })).toEqual({
      api_version: 'v1',
      kind: 'Namespace',
      name: 'x',
      uid: 'u',
    });
  });

  it('is undone by refOfEntry()', () => {
    const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata };

    expect(refKey(refOfEntry(entryOf(object)))).toBe(refKey(refOf(object)));
  });
});
