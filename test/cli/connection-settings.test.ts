import { describe, expect, it } from 'vitest';
import { connectionSettings } from '../../cli/connection-settings.ts';
import { UsageError } from '../../cli/usage-error.ts';

describe('connectionSettings()', () => {
  it('returns where npm start listens, without a key, when nothing is set', () => {
    expect(connectionSettings({ TENANTRY_URL: ' ', TENANTRY_TOKEN: '' })).toEqual({
      url: 'http://127.0.0.1:8080',
      token: undefined,
      isTokenExposed: false,
    });
  });

  it('keeps the path of an address and drops slashes at its end', () => {
    const settings = connectionSettings({ TENANTRY_URL: 'https://example.com/tenantry//' });

    expect(settings.url).toBe('https://example.com/tenantry');
  });

  it.each([
    ['http://tenantry.example.com', true],
    ['http://10.0.0.7:8080', true],
    ['https://tenantry.example.com', false],
    ['http://127.0.0.1:8080', false],
    ['http://localhost:8080', false],
    ['http://[::1]:8080', false],
  ])('says whether a key to %s travels in the open: %s', (url, isTokenExposed) => {
    const settings = connectionSettings({ TENANTRY_URL: url, TENANTRY_TOKEN: 'key' });

    expect(settings.isTokenExposed).toBe(isTokenExposed);
  });

  it.each([
    'localhost:8080',
    'ftp://x',
    'http://u:p@x',
    'http://x/?a=1',
    'http://x/#a',
    'nonsense',
  ])('throws a usage error for the address %s', (url) => {
    expect(() => connectionSettings({ TENANTRY_URL: url })).toThrow(UsageError);
  });

  it.each(['two words', 'line\nbreak', 'schlüssel', 'k'.repeat(257)])(
    'throws without showing the key %j',
    (token) => {
      const read = () => connectionSettings({ TENANTRY_TOKEN: token });

      expect(read).toThrow(/^TENANTRY_TOKEN is not an API key/);
      expect(read).not.toThrow(token);
    },
  );
});
