import { Buffer } from 'node:buffer';

/** An id as tenants have. */
export const tenantId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

/** The body that Pub/Sub pushes for a message with this data, as an object to change. */
export function aPush(data: unknown = { schema: 1, tenant_id: tenantId }) {
  return {
    message: {
      data: Buffer.from(JSON.stringify(data)).toString('base64'),
      messageId: '2070443601311540',
      message_id: '2070443601311540',
      publishTime: '2026-02-26T19:13:55.749Z',
      publish_time: '2026-02-26T19:13:55.749Z',
      attributes: {},
    },
    subscription: 'projects/tenantry-test/subscriptions/work',
    deliveryAttempt: 1,
  };
}

/** The bytes of a body. */
export function bodyOf(value: unknown): Buffer {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}
