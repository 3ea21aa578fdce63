import { Buffer } from 'node:buffer';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';

/** A gRPC call that arrived. */
export interface PubsubCall {
  /** Such as `/google.pubsub.v1.Publisher/Publish`. */
  readonly method: string;
  /** The protobuf message of the request. */
  readonly request: Buffer;
  readonly headers: http2.IncomingHttpHeaders;
}

/** Answers one call: with a message, with a gRPC status, or with the raw stream. */
export type PubsubScript = (call: PubsubCall, answer: PubsubAnswer) => void;

/** The ways to answer a call. */
export interface PubsubAnswer {
  readonly reply: (message: Buffer) => void;
  readonly fail: (status: number, text?: string) => void;
  readonly stream: http2.ServerHttp2Stream;
}

/** A local gRPC server that answers by a script, in the place of Pub/Sub. */
export interface ScriptedPubsub {
  /** `host:port`. */
  readonly host: string;
  readonly calls: readonly PubsubCall[];
  close(): Promise<void>;
}

/** Speaks gRPC over HTTP/2 without TLS (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
export async function startScriptedPubsub(script: PubsubScript): Promise<ScriptedPubsub> {
  const calls: PubsubCall[] = [];
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', async (stream, headers) => {
    stream.on('error', () => undefined);
    const frame = await bytesOf(stream);
    const call = { method: headers[':path'] ?? '', request: frame.subarray(5), headers };
    calls.push(call);
    script(call, answerOn(stream));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    calls,
    close: async () => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A protobuf message with repeated texts or bytes in one field, as far as tests need it. */
export function protobufTexts(field: number, ...texts: readonly string[]): Buffer {
  const parts = texts.map((text) => {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);
  });
  return Buffer.concat(parts);
}

function answerOn(stream: http2.ServerHttp2Stream): PubsubAnswer {
  return {
    stream,
    reply: (message) => {
      const frame = Buffer.alloc(5 + message.length);
      frame.writeUInt32BE(message.length, 1);
      message.copy(frame, 5);
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc' },
        { waitForTrailers: true },
      );
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(frame);
    },
    fail: (status, text = 'scripted') => {
      const trailers = { 'grpc-status': String(status), 'grpc-message': text };
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', ...trailers },
        { endStream: true },
      );
    },
  };
}

async function bytesOf(stream: http2.ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
