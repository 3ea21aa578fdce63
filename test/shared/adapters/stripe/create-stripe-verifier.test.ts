import { describe, expect, it } from 'vitest';
import { createStripeVerifier } from '../../../../shared/adapters/stripe/create-stripe-verifier.ts';
import { type Signing, stripeHeaders, webhookSecret } from '../../../fakes/stripe-sender.ts';

const nowS = 1_767_268_800;
const body = '{"id": "evt_1"}';

async function verify(signing: Signing, text = body, secrets = [webhookSecret]): Promise<void> {
  const check = createStripeVerifier({ secrets, clock: { now: () => nowS * 1000 } });
  const signature = stripeHeaders(body, { timestamp: nowS, ...signing })['stripe-signature'];
  await check(Buffer.from(text), signature);
}

const refused = { code: 'invalid_signature' };

describe('createStripeVerifier()', () => {
  it('takes what was signed just now', async () => {
    await expect(verify({})).resolves.toBeUndefined();
  });

  it.each([299, 300])('takes a signature of %i seconds ago', async (ageS) => {
    await expect(verify({ timestamp: nowS - ageS })).resolves.toBeUndefined();
  });

  it('refuses a signature of 301 seconds ago', async () => {
    await expect(verify({ timestamp: nowS - 301 })).rejects.toMatchObject(refused);
  });

  it('refuses the signature of another secret', async () => {
    await expect(verify({ secret: 'whsec_of-somebody' })).rejects.toMatchObject(refused);
  });

  it.each(['{"id": "evt_2"}', '{"id":"evt_1"}', `${body}\n`, ''])(
    'refuses %j under the signature of another body',
    async (text) => {
      await expect(verify({}, text)).rejects.toMatchObject(refused);
    },
  );

  it.each(['whsec_the-old-one', 'whsec_the-new-one'])(
    'takes the signature of %s while the secret is rolled',
    async (secret) => {
      const secrets = ['whsec_the-old-one', 'whsec_the-new-one'];

      await expect(verify({ secret }, body, secrets)).resolves.toBeUndefined();
    },
  );

  it.each([undefined, '', 'nonsense', 't=1', 'v1=abc', `t=${nowS},v1=`, `t=${nowS},v0=abc`])(
    'refuses %j as a signature',
    async (signature) => {
      const clock = { now: () => nowS * 1000 };
      const check = createStripeVerifier({ secrets: [webhookSecret], clock });

      await expect(check(Buffer.from(body), signature)).rejects.toMatchObject(refused);
    },
  );

  it('says nothing of the secret', async () => {
    await expect(verify({ secret: 'whsec_of-somebody' })).rejects.not.toThrow(webhookSecret);
  });
});
