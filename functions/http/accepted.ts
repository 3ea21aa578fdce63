import type { WishAnswer } from '../../shared/use-cases/grant-wish.ts';
import { entityTag } from './if-match.ts';
import type { AnswerSpec, JsonAnswer } from './route.ts';

/** What the document says of the answer to every wish. */
export const acceptedAnswer: Pick<AnswerSpec, 'headers'> = {
  headers: ['ETag', 'Location', 'Idempotent-Replayed'],
};

/** The answer to a granted wish: the tenant, where to look, and whether it was granted before. */
export function accepted({ status, body, isReplay }: WishAnswer): JsonAnswer {
  return {
    status,
    body,
    headers: {
      etag: entityTag(Number(body['generation'])),
      location: `/tenants/${String(body['id'])}`,
      ...(isReplay && { 'idempotent-replayed': 'true' }),
    },
  };
}
