/** How much of everything one request may take; each is tested. */
export interface HttpLimits {
  /** Bytes of a body, counted as sent and again as inflated. */
  readonly bodyBytesMax: number;
  /** The same for single paths that take more. */
  readonly largeBodies?: Readonly<Record<string, number>>;
  /** From the end of the headers to the end of the body. */
  readonly bodyMsMax: number;
  /** Characters of the request target. */
  readonly targetLengthMax: number;
  /** Bytes of all headers together. */
  readonly headerBytesMax: number;
  readonly headersMsMax: number;
  /** From the first byte of a request to its last. */
  readonly requestMsMax: number;
  readonly keepAliveMs: number;
  readonly connectionsMax: number;
}

/** The limits that every server of this program has. */
export const httpLimits: HttpLimits = {
  bodyBytesMax: 64 * 1024,
  bodyMsMax: 10_000,
  targetLengthMax: 4096,
  headerBytesMax: 16 * 1024,
  headersMsMax: 10_000,
  requestMsMax: 20_000,
  keepAliveMs: 65_000,
  connectionsMax: 1024,
};

/** How many bytes a body for this request target may have. */
export function bodyBytesMaxOf(
  { bodyBytesMax, largeBodies = {} }: Pick<HttpLimits, 'bodyBytesMax' | 'largeBodies'>,
  target = '',
): number {
  const [path = ''] = target.split('?', 1);
  return (Object.hasOwn(largeBodies, path) ? largeBodies[path] : undefined) ?? bodyBytesMax;
}
