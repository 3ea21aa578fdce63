/**
 * The media types that the body of a request with this method may have, the usual one first: a change
 * is sent under the name of its form (RFC 7396, section 4), or simply as JSON.
 */
export function bodyTypes(method: string): readonly string[] {
  return method.toUpperCase() === 'PATCH'
    ? ['application/merge-patch+json', 'application/json']
    : ['application/json'];
}
