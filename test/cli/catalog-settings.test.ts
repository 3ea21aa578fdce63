import { describe, expect, it } from 'vitest';
import { catalogSettings, catalogVariables } from '../../cli/catalog-settings.ts';
import { variableDocs } from '../../functions/variables.ts';

describe('catalogSettings()', () => {
  it.each(Object.entries(catalogVariables))(
    'has for %s the default of the server',
    (name, preset) => {
      expect(variableDocs[name as keyof typeof catalogVariables].local).toBe(preset);
    },
  );

  it('returns the defaults for empty variables', () => {
    expect(catalogSettings({ BASE_DOMAIN: '', GKE_NAMESPACE: ' ' }).frappe).toEqual({
      baseDomain: 'kairos.app',
      namespace: 'frappe',
      image: 'frappe/frappe-worker:v15',
    });
  });

  it('returns what is set', () => {
    const environment = { BASE_DOMAIN: 'example.com', GKE_NAMESPACE: 'n', FRAPPE_IMAGE: 'i:1' };

    expect(catalogSettings(environment).frappe).toEqual({
      baseDomain: 'example.com',
      namespace: 'n',
      image: 'i:1',
    });
  });
});
