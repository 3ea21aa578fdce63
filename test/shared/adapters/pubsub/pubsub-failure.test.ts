import { describe, expect, it } from 'vitest';
import { pubsubFailure } from '../../../../shared/adapters/pubsub/pubsub-failure.ts';
import { TenantryError } from '../../../../shared/tenant/errors.ts';

describe('pubsubFailure()', () => {
  it('keeps the cause but not its text', () => {
    const cause = Object.assign(new Error('canary'), { code: 14 });

    const failure = pubsubFailure('publish a hint', cause);

    expect(failure.cause).toBe(cause);
    expect(failure.message).toBe('Cannot publish a hint: Pub/Sub cannot be reached');
  });

  it.each([undefined, 'text', new Error('Could not load the default credentials'), { code: 14 }])(
    'says nothing that it does not know about %s',
    (cause) => {
      expect(pubsubFailure('publish a hint', cause)).toMatchObject({
        code: 'queue_unavailable',
        message: 'Cannot publish a hint: the client of Pub/Sub failed with status unknown',
      });
    },
  );

  it('leaves an error of ours as it is', () => {
    const ours = new TenantryError('queue_unavailable', 'Cannot use the queue: it is closed');

    expect(pubsubFailure('publish a hint', ours)).toBe(ours);
  });
});
