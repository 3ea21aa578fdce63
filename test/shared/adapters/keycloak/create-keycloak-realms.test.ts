import { afterAll, beforeAll } from 'vitest';
import { describeRealms } from '../../../contracts/realms.contract.ts';
import { type FakeKeycloak, startFakeKeycloak } from '../../../fakes/keycloak/fake-keycloak.ts';

let fake: FakeKeycloak;

beforeAll(async () => {
  fake = await startFakeKeycloak();
});

afterAll(async () => {
  await fake.close();
});

describeRealms('a fake Keycloak', () => fake);
