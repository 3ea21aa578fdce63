import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configurationPage } from '../../functions/configuration-page.ts';

describe('configurationPage()', () => {
  it('is docs/configuration.md (write it with: node scripts/configuration.ts)', () => {
    const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

    expect(page).toBe(configurationPage());
  });

  it('names the variables of the product', () => {
    const page = configurationPage();

    const expected = ['BASE_DOMAIN', 'GKE_NAMESPACE', 'FRAPPE_IMAGE', 'USE_IN_CLUSTER', 'PORT'];
    expect(expected.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
