import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { TenantryError } from '../../shared/tenant/errors.ts';

/** How much of a body is read, and for how long. */
export interface BodyLimits {
  readonly bodyBytesMax: number;
  readonly bodyMsMax: number;
}

type Inflate = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const inflaters: ReadonlyMap<string, Inflate> = new Map<string, Inflate>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Reads and inflates a whole body within the limits; memory never exceeds twice `bodyBytesMax`.
 * Rejects with `body_too_large`, `request_timeout`, `unsupported_encoding` or `malformed_body`.
 */
export async function readBody(incoming: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const encoding = (incoming.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && !inflaters.has(encoding)) throw unsupportedEncoding();
  if (Number(incoming.headers['content-length'] ?? 0) > limits.bodyBytesMax) {
    throw tooLarge(limits);
  }
  const bytes = await collect(incoming, limits);
  const inflateBytes = inflaters.get(encoding);
  if (inflateBytes === undefined || bytes.length === 0) return bytes;
  return inflateBytes(bytes, { maxOutputLength: limits.bodyBytesMax }).catch((error: unknown) => {
    throw isOutputTooLarge(error) ? tooLarge(limits) : malformed(error);
  });
}

/** The bytes of a body that was read already; throws `body_too_large`. */
export function assertSmall(bytes: Buffer, limits: BodyLimits): Buffer {
  if (bytes.length > limits.bodyBytesMax) throw tooLarge(limits);
  return bytes;
}

function collect(incoming: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(() => reject(tooSlow(limits)), limits.bodyMsMax);
  const onData = (chunk: Buffer) => {
    length += chunk.length;
    if (length > limits.bodyBytesMax) reject(tooLarge(limits));
    else chunks.push(chunk);
  };
  incoming
    .on('data', onData)
    .once('end', () => resolve(Buffer.concat(chunks)))
    .once('error', (error) => reject(malformed(error)))
    .once('close', () => {
      // Every request closes; one that ended before is whole.
      if (!incoming.readableEnded) reject(malformed(undefined));
    });
  return promise.finally(() => {
    clearTimeout(timer);
    incoming.off('data', onData);
  });
}

function isOutputTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

function tooLarge({ bodyBytesMax }: BodyLimits): TenantryError {
  return new TenantryError(
    'body_too_large',
    `Cannot read the body: it has more than ${bodyBytesMax} bytes`,
  );
}

function tooSlow({ bodyMsMax }: BodyLimits): TenantryError {
  return new TenantryError(
    'request_timeout',
    `Cannot read the body: it did not arrive within ${bodyMsMax} ms`,
  );
}

function unsupportedEncoding(): TenantryError {
  return new TenantryError(
    'unsupported_encoding',
    `Cannot read the body: its Content-Encoding is none of ${[...inflaters.keys()].join(', ')}`,
  );
}

function malformed(cause: unknown): TenantryError {
  return new TenantryError(
    'malformed_body',
    'Cannot read the body: it does not match its headers or was cut off',
    { cause },
  );
}
