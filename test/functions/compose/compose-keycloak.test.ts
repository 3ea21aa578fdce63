import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codetetherSettings } from '../../../functions/compose/codetether-settings.ts';
import { composeKeycloak } from '../../../functions/compose/compose-keycloak.ts';
import { parseConfig } from '../../../functions/config.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { aRealm } from '../../builders/a-realm.ts';
import { type FakeKeycloak, startFakeKeycloak } from '../../fakes/keycloak/fake-keycloak.ts';

let fake: FakeKeycloak;
beforeEach(async () => {
  fake = await startFakeKeycloak();
});
afterEach(async () => {
  await fake.close();
});

const environment = () => ({
  KEYCLOAK_URL: fake.url.href,
  KEYCLOAK_CLIENT_ID: fake.tenantry.clientId,
  KEYCLOAK_CLIENT_SECRET: fake.tenantry.clientSecret,
});

function faultsOf(variables: Readonly<Record<string, string>>): readonly string[] {
  try {
    parseConfig(variables, 'local');
  } catch (error) {
    if (error instanceof TenantryError) return error.errors.map(({ message }) => message);
  }
  return [];
}

describe('composeKeycloak()', () => {
  it('reaches the Keycloak that the variables name', async () => {
    const { realms } = await composeKeycloak({ config: parseConfig(environment(), 'local') });

    await realms?.create(aRealm());

    expect([...fake.realms.keys()]).toEqual(['acme.codetether.test']);
  });

  it('has nothing without the variables', async () => {
    await expect(composeKeycloak({ config: parseConfig({}, 'local') })).resolves.toEqual({});
  });

  it('gives tenants realms in functions that have no client, too', () => {
    const { KEYCLOAK_URL } = environment();
    const deployed = { KEYCLOAK_URL, TENANTRY_STORE: 'embedded', TENANTRY_QUEUE: 'embedded' };

    const config = parseConfig(deployed, 'deployed', ['store', 'queue']);

    expect(codetetherSettings(config).systems).toMatchObject({ hasRealms: true });
  });

  it.each(['KEYCLOAK_URL', 'KEYCLOAK_CLIENT_ID', 'KEYCLOAK_CLIENT_SECRET'] as const)(
    'needs the others when %s is set',
    (name) => {
      const all = environment();

      const faults = faultsOf({ [name]: all[name] });

      const others = Object.keys(all).filter((other) => other !== name);
      expect(faults.map((fault) => fault.split(':')[0])).toEqual(others);
    },
  );

  it.each([
    ['KEYCLOAK_URL', 'http://auth.example.com'],
    ['KEYCLOAK_URL', 'nonsense'],
    ['KEYCLOAK_REALM', '../master'],
    ['KEYCLOAK_REALM', '..'],
  ])('refuses %s=%j', (name, value) => {
    const faults = faultsOf({ ...environment(), [name]: value });

    expect(faults).toEqual([expect.stringMatching(`^${name}: must be `)]);
  });
});
