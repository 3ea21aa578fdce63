/**
 * The body of an answer as text. Rejects when it has more bytes than this, before it is read whole, or
 * is not UTF-8; what rejects while it arrives does so here.
 */
export async function readText({ body }: Response, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > bytesMax) throw new Error(`The answer has more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}
