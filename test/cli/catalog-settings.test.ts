import { describe, expect, it } from 'vitest';
import { catalogSettings, catalogVariables } from '../../cli/catalog-settings.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { variableSchema } from '../../functions/variable-schema.ts';
import { variableDocs } from '../../functions/variables.ts';

const names = ['BASE_DOMAIN', 'GKE_NAMESPACE', 'FRAPPE_IMAGE'] as const;

describe('catalogSettings()', () => {
  it.each(names)('has for %s the default and the rule of the server', (name) => {
    const { preset, rule } = catalogVariables[name];

    expect(variableDocs[name]).toMatchObject({ local: preset, rule });
  });

  it.each(names)('accepts and refuses the same texts for %s as the server', (name) => {
    const texts = [
      'a',
      'a.b',
      'x y',
      '-a',
      'a-',
      'A',
      'a_b',
      'a..b',
      'r/i:1',
      'i@sha256:0',
      '/a',
      'ü',
    ];
    const lengths = [62, 63, 64, 190, 191, 512, 513].map((length) => 'a'.repeat(length));
    const dotted = [95, 96].map((count) => 'a.'.repeat(count - 1).concat('ab'));

    for (const text of [...texts, ...lengths, ...dotted]) {
      const isAccepted = catalogVariables[name].pattern.test(text);
      expect([text, isAccepted]).toEqual([
        text,
        variableSchema.shape[name].safeParse(text).success,
      ]);
    }
  });

  it('throws a usage error for a bad value', () => {
    expect(() => catalogSettings({ BASE_DOMAIN: 'x y' })).toThrow(
      new UsageError('BASE_DOMAIN must be a DNS name such as kairos.app'),
    );
  });

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
