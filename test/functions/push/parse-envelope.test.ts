import { describe, expect, it } from 'vitest';
import { parseEnvelope } from '../../../functions/push/parse-envelope.ts';
import { aPush } from '../../builders/a-push.ts';

const { message, subscription } = aPush();

describe('parseEnvelope()', () => {
  it('returns what matters of a message', () => {
    expect(parseEnvelope(aPush())).toEqual({
      subscription: 'projects/tenantry-test/subscriptions/work',
      messageId: '2070443601311540',
      data: message.data,
      attributes: {},
      publishTime: '2026-02-26T19:13:55.749Z',
      attempt: 1,
    });
  });

  it('leaves the attempt out when Pub/Sub does not count', () => {
    expect(parseEnvelope({ message, subscription })).not.toHaveProperty('attempt');
  });

  it('passes over members that Google adds', () => {
    const body = { ...aPush(), novelty: 1, message: { ...message, orderingKey: 'a', more: [] } };

    expect(parseEnvelope(body)).toEqual(parseEnvelope(aPush()));
  });

  it.each([
    ['attributes alone', {}],
    ['empty data', { data: '' }],
  ])('keeps a message with %s', (_name, data) => {
    const { data: _, ...rest } = message;
    const body = { subscription, message: { ...rest, ...data, attributes: { a: 'b' } } };

    expect(parseEnvelope(body)).toMatchObject({ data: '', attributes: { a: 'b' } });
  });

  it.each([
    ['a list', [aPush()]],
    ['a text', 'message'],
    ['null', null],
    ['no message', { subscription }],
    ['a message that is a list', { subscription, message: [] }],
    ['a message that is a text', { subscription, message: 'x' }],
    ['no subscription', { message }],
    ['a subscription of another form', { message, subscription: 'work' }],
    ['a subscription with a line break', { message, subscription: `${subscription}\nx` }],
    ['no id', { subscription, message: { ...message, messageId: undefined } }],
    ['an id that is a number', { subscription, message: { ...message, messageId: 7 } }],
    ['an id with a line break', { subscription, message: { ...message, messageId: '7\n8' } }],
    ['a very long id', { subscription, message: { ...message, messageId: '7'.repeat(129) } }],
    ['data that is an object', { subscription, message: { ...message, data: {} } }],
    ['attributes that are a list', { subscription, message: { ...message, attributes: [] } }],
    [
      'an attribute that is a number',
      { subscription, message: { ...message, attributes: { a: 1 } } },
    ],
    ['attempt 0', { ...aPush(), deliveryAttempt: 0 }],
    ['attempt "1"', { ...aPush(), deliveryAttempt: '1' }],
    ['an event instead of a push', { specversion: '1.0', type: 'x', data: { message } }],
  ])('refuses %s', (_name, value) => {
    const body = JSON.parse(JSON.stringify(value));

    expect(() => parseEnvelope(body)).toThrow(
      expect.objectContaining({ code: 'invalid_envelope' }),
    );
  });
});
