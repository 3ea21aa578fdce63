import type { IncomingMessage } from 'node:http';
import { TransportError } from './transport-error.ts';

/** Largest answer that is read, in bytes: 500 objects of 128 KiB. */
const bodyBytesMax = 64 * 1024 * 1024;

/** The whole body as text. A body that ends early or is too large → `TransportError`. */
export async function readBody(
  response: IncomingMessage,
  bytesMax: number = bodyBytesMax,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new TransportError('too_large', { isSent: true });
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof TransportError) throw cause;
    throw new TransportError(isTimeout(cause) ? 'timeout' : 'connection', { isSent: true, cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}
