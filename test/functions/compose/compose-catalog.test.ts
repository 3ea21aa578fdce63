import { describe, expect, it } from 'vitest';
import { composeCatalog } from '../../../functions/compose/compose-catalog.ts';
import { parseConfig } from '../../../functions/config.ts';
import { parseParams } from '../../../shared/blueprint/parse-params.ts';

describe('composeCatalog()', () => {
  it.each([
    ['local', []],
    ['deployed', [{ pointer: '/api/image', code: 'latest_refused' }]],
  ] as const)('takes the tag latest of starter as it should (%s)', (mode, faults) => {
    const blueprint = composeCatalog({ ...parseConfig({}, 'local'), mode }).get('starter');
    const images = { api: { image: 'app:latest' }, web: { image: 'app:1' } };
    const parsed = blueprint && parseParams(blueprint, images, '');
    const params = parsed?.ok ? parsed.params : {};

    expect(blueprint?.wishFaults?.({ params, isAdmin: true })).toMatchObject(faults);
  });
});
