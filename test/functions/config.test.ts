import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../functions/config.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';

const deployed = { TENANTRY_STORE: 'embedded', TENANTRY_QUEUE: 'embedded' };

function faultsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof TenantryError) return error.errors.map(({ message }) => message);
  }
  return [];
}

describe('parseConfig()', () => {
  it("has the product's defaults for npm start", () => {
    const config = parseConfig({}, 'local');

    expect(config).toMatchObject({
      BASE_DOMAIN: 'kairos.app',
      GKE_NAMESPACE: 'frappe',
      FRAPPE_IMAGE: 'frappe/frappe-worker:v15',
      USE_IN_CLUSTER: true,
      ALLOWED_ORIGINS: '*',
      PORT: 8080,
    });
  });

  it('listens on loopback without authentication for npm start', () => {
    const config = parseConfig({}, 'local');

    expect(config).toMatchObject({ HOST: '127.0.0.1', AUTH: 'off', TENANTRY_CLUSTER: 'simulated' });
  });

  it('treats an empty value as not set', () => {
    const config = parseConfig({ PORT: '', BASE_DOMAIN: ' ' }, 'local');

    expect(config).toMatchObject({ PORT: 8080, BASE_DOMAIN: 'kairos.app' });
  });

  it('refuses a deployed function that does not say its store and queue', () => {
    const faults = faultsOf(() => parseConfig({}, 'deployed'));

    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'TENANTRY_STORE',
      'TENANTRY_QUEUE',
    ]);
  });

  it('demands authentication of a deployed function by default', () => {
    const config = parseConfig(deployed, 'deployed');

    expect(config.AUTH).toBe('on');
  });

  it('names every bad variable at once', () => {
    const faults = faultsOf(() =>
      parseConfig({ PORT: '70000', HOST: 'example.com', USE_IN_CLUSTER: 'yes' }, 'local'),
    );

    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['PORT', 'HOST', 'USE_IN_CLUSTER']);
  });

  it('does not show the value of a bad secret', () => {
    const faults = faultsOf(() => parseConfig({ CURSOR_KEY: 'hunter2' }, 'local'));

    expect(faults.join()).not.toContain('hunter2');
  });

  it('demands authentication by default where others can reach npm start', () => {
    expect(parseConfig({ HOST: '0.0.0.0' }, 'local').AUTH).toBe('on');
  });

  it.each(['0.0.0.0', '::', '10.0.0.1'])('refuses AUTH=off on %s', (HOST) => {
    const faults = faultsOf(() => parseConfig({ HOST, AUTH: 'off' }, 'local'));

    expect(faults).toEqual([expect.stringMatching(/^AUTH: .*loopback/)]);
  });

  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('accepts AUTH=off on %s', (HOST) => {
    expect(parseConfig({ HOST, AUTH: 'off' }, 'local').AUTH).toBe('off');
  });

  it('refuses budgets that outlive the lease', () => {
    const faults = faultsOf(() => parseConfig({ WORK_MS: '9000', LEASE_MS: '10000' }, 'local'));

    expect(faults).toEqual([expect.stringMatching(/^LEASE_MS: .*at least WORK_MS/)]);
  });

  it('refuses a welcome mail without a sender', () => {
    const faults = faultsOf(() => parseConfig({ FRAPPE_WELCOME_MAIL: 'on' }, 'local'));

    expect(faults).toEqual([expect.stringMatching(/^FRAPPE_WELCOME_MAIL: .*MAIL_FROM/)]);
  });

  it('refuses a message that may take longer than a lease', () => {
    const mail = { MAIL_FROM: 'hello@example.com', SMTP_URL: 'smtps://mail.example.com' };
    const faults = faultsOf(() => parseConfig({ ...mail, MAIL_TIMEOUT_MS: '9500' }, 'local'));

    expect(faults).toEqual([expect.stringMatching(/^MAIL_TIMEOUT_MS: .*at most LEASE_MS/)]);
    expect(parseConfig({ LEASE_MS: '9000', WORK_MS: '100' }, 'local').MAIL_TIMEOUT_MS).toBe(
      undefined,
    );
  });

  it('asks for the mail server where mail is sent, and not where it is planned', () => {
    const environment = { FRAPPE_WELCOME_MAIL: 'on', MAIL_FROM: 'hello@example.com' };

    const faults = faultsOf(() => parseConfig(environment, 'local'));

    expect(faults).toEqual([expect.stringMatching(/^SMTP_URL: /)]);
    expect(parseConfig(environment, 'local', []).FRAPPE_WELCOME_MAIL).toBe('on');
  });

  it('parses origins into a list', () => {
    const ALLOWED_ORIGINS = 'https://app.example.com, http://localhost:3000/';

    const config = parseConfig({ ALLOWED_ORIGINS }, 'local');

    expect(config.ALLOWED_ORIGINS).toEqual(['https://app.example.com', 'http://localhost:3000']);
  });

  it('refuses an origin with a path', () => {
    const faults = faultsOf(() => parseConfig({ ALLOWED_ORIGINS: 'https://a.example/x' }, 'local'));

    expect(faults).toHaveLength(1);
  });

  it('lets USE_IN_CLUSTER=true choose the cluster of a deployed function', () => {
    expect(parseConfig(deployed, 'deployed').TENANTRY_CLUSTER).toBe('in-cluster');
  });

  it('lets USE_IN_CLUSTER=false choose the kubeconfig of a deployed function', () => {
    const environment = { ...deployed, USE_IN_CLUSTER: 'false', KUBECONFIG: '/k' };

    expect(parseConfig(environment, 'deployed').TENANTRY_CLUSTER).toBe('kubeconfig');
  });

  it('stays simulated for npm start whatever USE_IN_CLUSTER and KUBECONFIG say', () => {
    const config = parseConfig({ USE_IN_CLUSTER: 'false', KUBECONFIG: '/k' }, 'local');

    expect(config.TENANTRY_CLUSTER).toBe('simulated');
    expect(config.unused).toEqual([
      'KUBECONFIG is set and not used',
      'USE_IN_CLUSTER is set and not used',
    ]);
  });

  it.each([
    ['a simulated cluster', {}, '*'],
    ['keys', { TENANTRY_CLUSTER: 'kubeconfig', KUBECONFIG: '/k', AUTH: 'on' }, '*'],
    [
      'a real cluster without keys',
      { TENANTRY_CLUSTER: 'kubeconfig', KUBECONFIG: '/k' },
      'loopback',
    ],
    [
      'a real cluster without keys and a given *',
      { TENANTRY_CLUSTER: 'kubeconfig', KUBECONFIG: '/k', ALLOWED_ORIGINS: '*' },
      '*',
    ],
  ])('allows pages as is safe with %s', (_name, environment, expected) => {
    expect(parseConfig(environment, 'local').ALLOWED_ORIGINS).toBe(expected);
  });

  it('refuses a kubeconfig cluster without KUBECONFIG', () => {
    const faults = faultsOf(() => parseConfig({ TENANTRY_CLUSTER: 'kubeconfig' }, 'local'));

    expect(faults).toEqual([expect.stringMatching(/^KUBECONFIG: /)]);
  });

  it('lets a function start without the settings of parts that it does not use', () => {
    const environment = { TENANTRY_STORE: 'embedded' };

    expect(parseConfig(environment, 'deployed', ['store']).TENANTRY_QUEUE).toBeUndefined();
    expect(parseConfig({}, 'deployed', []).TENANTRY_STORE).toBeUndefined();
  });

  it.each([
    ['firestore', { TENANTRY_STORE: 'firestore' }, ['GOOGLE_CLOUD_PROJECT']],
    ['pubsub', { TENANTRY_QUEUE: 'pubsub' }, ['GOOGLE_CLOUD_PROJECT', 'PUBSUB_TOPIC']],
  ])('names what %s cannot do without', (_name, environment, expected) => {
    const faults = faultsOf(() => parseConfig({ ...deployed, ...environment }, 'deployed'));

    expect(faults.map((fault) => fault.split(':')[0])).toEqual(expected);
  });

  it('demands of a function that Google calls whose calls it takes', () => {
    const faults = faultsOf(() => parseConfig(deployed, 'deployed', ['store', 'callers']));

    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'PUSH_AUDIENCE',
      'PUSH_SERVICE_ACCOUNT',
    ]);
  });

  it('names a missing variable and a bad one at once', () => {
    const faults = faultsOf(() => parseConfig({ PORT: 'x' }, 'deployed', ['store']));

    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['TENANTRY_STORE', 'PORT']);
  });

  it('does not look at variables of parts that were not chosen, and says so', () => {
    const environment = {
      FIRESTORE_EMULATOR_HOST: 'no host',
      PUBSUB_EMULATOR_HOST: 'no host',
      GOOGLE_CLOUD_PROJECT: '!',
      GOOGLE_APPLICATION_CREDENTIALS: '/nowhere',
    };

    const { unused } = parseConfig(environment, 'local');

    expect(unused.toSorted()).toEqual([
      'FIRESTORE_EMULATOR_HOST is set and not used',
      'GOOGLE_APPLICATION_CREDENTIALS is set and not used',
      'GOOGLE_CLOUD_PROJECT is set and not used',
      'PUBSUB_EMULATOR_HOST is set and not used',
    ]);
  });

  it.each([
    ['npm start, where it is the default', {}, 'local'],
    ['npm start', { TENANTRY_CLUSTER: 'simulated' }, 'local'],
    ['a deployed function', { TENANTRY_CLUSTER: 'simulated' }, 'deployed'],
  ] as const)('refuses the simulated cluster beside Firestore itself: %s', (_name, given, mode) => {
    const firestore = { TENANTRY_STORE: 'firestore', GOOGLE_CLOUD_PROJECT: 'demo-tenantry' };
    const environment = { TENANTRY_QUEUE: 'embedded', ...firestore, ...given };

    expect(() => parseConfig(environment, mode)).toThrow(
      expect.objectContaining({ code: 'invalid_configuration' }),
    );
    expect(faultsOf(() => parseConfig(environment, mode))).toEqual([
      expect.stringMatching(/^TENANTRY_CLUSTER: must be kubeconfig or in-cluster .*EMULATOR_HOST$/),
    ]);
  });

  it('does not ask which cluster there is of a function that uses none', () => {
    const firestore = { TENANTRY_STORE: 'firestore', GOOGLE_CLOUD_PROJECT: 'demo-tenantry' };
    const environment = { ...firestore, TENANTRY_CLUSTER: 'simulated' };

    expect(parseConfig(environment, 'deployed', ['store']).TENANTRY_STORE).toBe('firestore');
  });

  it('has the settings of Firestore once it was chosen', () => {
    const environment = {
      TENANTRY_STORE: 'firestore',
      GOOGLE_CLOUD_PROJECT: 'demo-tenantry',
      FIRESTORE_EMULATOR_HOST: '127.0.0.1:8081',
    };

    const config = parseConfig(environment, 'local');

    expect(config).toMatchObject({ ...environment, FIRESTORE_DATABASE: '(default)', unused: [] });
  });

  it.each(['ftp://keys.example', 'http://keys.example', 'nonsense'])(
    'refuses to take the keys of Google from %s',
    (TOKEN_CERTS_URL) => {
      const callers = { PUSH_AUDIENCE: 'a', PUSH_SERVICE_ACCOUNT: 'a@b.iam.gserviceaccount.com' };
      const environment = { ...callers, TOKEN_CERTS_URL };

      const faults = faultsOf(() => parseConfig(environment, 'deployed', ['callers']));

      expect(faults).toEqual([expect.stringMatching(/^TOKEN_CERTS_URL: /)]);
    },
  );

  describe('Cloudflare', () => {
    const cloudflare = {
      CLOUDFLARE_TUNNEL_ID: 'f70ff985-a4ef-4643-bbbc-4a0ed4fc8415',
      CLOUDFLARE_API_TOKEN: 'a-token-of-forty-characters-0123456789ab',
      CLOUDFLARE_ZONE_ID: '023e105f4ecef8ad9ca31a8372d0c353',
      CLOUDFLARE_ACCOUNT_ID: '699d98642c564d2e855e9661899b7252',
    };

    it('is set up by its four variables', () => {
      const config = parseConfig(cloudflare, 'local');

      const url = 'https://api.cloudflare.com/client/v4';
      expect(config).toMatchObject({ ...cloudflare, CLOUDFLARE_API_URL: url });
    });

    it.each(Object.keys(cloudflare))('needs the others when %s is set', (name) => {
      const one = Object.entries(cloudflare).filter(([other]) => other === name);

      const faults = faultsOf(() => parseConfig(Object.fromEntries(one), 'local'));

      const others = Object.keys(cloudflare).filter((other) => other !== name);
      expect(faults.map((fault) => fault.split(':')[0])).toEqual(others);
    });

    it('takes the tunnel alone where no engine runs', () => {
      const { CLOUDFLARE_TUNNEL_ID } = cloudflare;
      const environment = { ...deployed, CLOUDFLARE_TUNNEL_ID };

      const config = parseConfig(environment, 'deployed', ['store', 'queue']);

      expect(config).toMatchObject({ CLOUDFLARE_TUNNEL_ID });
    });

    it.each([
      ['CLOUDFLARE_API_TOKEN', 'hunter2 and a line break, which no header can hold\n.'],
      ['CLOUDFLARE_ZONE_ID', '../accounts'],
      ['CLOUDFLARE_ACCOUNT_ID', 'ABC'],
      ['CLOUDFLARE_TUNNEL_ID', 'my-tunnel'],
      ['CLOUDFLARE_API_URL', 'http://api.cloudflare.com/client/v4'],
    ])('refuses %s=%j without showing it', (name, value) => {
      const faults = faultsOf(() => parseConfig({ ...cloudflare, [name]: value }, 'local'));

      expect(faults).toEqual([expect.stringMatching(`^${name}: must be `)]);
      expect(faults.join()).not.toContain(value);
    });
  });
});
