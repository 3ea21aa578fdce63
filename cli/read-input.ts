import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { CliError } from './cli-error.ts';

/** Bytes of a values file or of stdin. */
export const inputBytesMax = 1024 * 1024;

/** Where the text comes from. */
export interface InputSource {
  /** A path, or `-` for stdin. */
  readonly path: string;
  readonly stdin: Readable;
  readonly signal: AbortSignal;
}

/**
 * The text of a file or of stdin. Rejects with `input_unreadable` (also when it is not UTF-8), or with
 * `input_too_large` after `inputBytesMax`, without reading further.
 */
export async function readInput({ path, stdin, signal }: InputSource): Promise<string> {
  const name = path === '-' ? 'stdin' : path;
  const stream = addAbortSignal(signal, path === '-' ? stdin : createReadStream(path));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(stream, name));
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof CliError) throw cause;
    throw new CliError('input_unreadable', `Cannot read "${name}": ${whyOf(cause)}`, { cause });
  }
}

async function readBytes(stream: Readable, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > inputBytesMax) {
      throw new CliError('input_too_large', `Cannot read "${name}": it has more than 1 MB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function whyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'its permissions do not allow it';
    case 'EISDIR':
      return 'it is a folder';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8 text';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
