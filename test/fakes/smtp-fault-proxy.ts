import net, { type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What a client waits for an answer to; `body` is the first line of a message, `dot` its end. */
export type SmtpStage = 'greeting' | 'ehlo' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot';

/** What happens there: `before` the server has it, or `after` it has answered, its answer lost. */
export type SmtpFault =
  /** The server never has it; the client reads this line instead of its answer. */
  | { readonly kind: 'answer'; readonly line: string }
  /** The connection ends, after these bytes of an answer. */
  | { readonly kind: 'close'; readonly when: 'before' | 'after'; readonly bytes?: string }
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** Nothing more comes. */
  | { readonly kind: 'silence'; readonly when: 'before' | 'after' };

/** In front of an SMTP server without TLS. */
export interface SmtpFaultProxy {
  readonly port: number;
  /** The next conversation that gets there meets this fault, once. */
  strike(stage: SmtpStage, fault: SmtpFault): void;
  close(): Promise<void>;
}

/** Takes the fault that is due at a stage. */
type Due = (stage: SmtpStage) => SmtpFault | undefined;

/** Starts one on a free port of the loopback; it passes on one command at a time. */
export async function startSmtpFaultProxy(serverPort: number): Promise<SmtpFaultProxy> {
  const faults = new Map<SmtpStage, SmtpFault>();
  const sockets = new Set<Socket>();
  const due: Due = (stage) => {
    const fault = faults.get(stage);
    faults.delete(stage);
    return fault;
  };
  const server = net.createServer((client) => {
    const upstream = net.connect(serverPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket.setEncoding('latin1'));
      socket.on('error', () => undefined);
    }
    void converse(client, upstream, due).finally(() => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    strike: (stage, fault) => {
      faults.set(stage, fault);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Lines = AsyncIterator<string, unknown>;

/** Ends when either side does, or when a fault has ended it. */
async function converse(client: Socket, upstream: Socket, due: Due): Promise<void> {
  const commands = linesOf(client);
  const answers = linesOf(upstream);
  const pass = passage({ client, upstream, answers, due });
  let answer = await pass('greeting', '');
  while (answer !== undefined) {
    const command = await commands.next();
    if (command.done) return;
    const stage = stageOf(command.value);
    answer = await pass(stage, command.value);
    if (stage !== 'data' || !answer?.startsWith('354')) continue;
    const body = await bodyFrom(commands, due);
    if (body.kind === 'struck') return await end(client, body.fault);
    answer = await pass('dot', body.text);
  }
}

interface Passage {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly answers: Lines;
  readonly due: Due;
}

/** Passes one command on and its answer back, and resolves with the answer; undefined when a fault ended it all. */
function passage({ client, upstream, answers, due }: Passage) {
  const ask = async (text: string) => {
    if (text !== '') upstream.write(`${text}\r\n`, 'latin1');
    return await answerFrom(answers);
  };
  return async (stage: SmtpStage | undefined, text: string): Promise<string | undefined> => {
    const fault = stage === undefined ? undefined : due(stage);
    if (fault?.kind === 'answer') {
      client.write(`${fault.line}\r\n`);
      return fault.line;
    }
    if (fault !== undefined) {
      if (fault.when === 'after') await ask(text);
      return await end(client, fault);
    }
    const answer = await ask(text);
    client.write(`${answer}\r\n`, 'latin1');
    return answer;
  };
}

async function end(client: Socket, fault: SmtpFault): Promise<undefined> {
  if (fault.kind === 'close') client.end(fault.bytes ?? '');
  if (fault.kind === 'reset') client.resetAndDestroy();
}

type Body =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'struck'; readonly fault: SmtpFault };

async function bodyFrom(commands: Lines, due: Due): Promise<Body> {
  const lines: string[] = [];
  for (;;) {
    const line = await commands.next();
    const fault = line.done ? undefined : due('body');
    if (fault !== undefined) return { kind: 'struck', fault };
    lines.push(String(line.value));
    if (line.done || line.value === '.') return { kind: 'whole', text: lines.join('\r\n') };
  }
}

async function answerFrom(answers: Lines): Promise<string> {
  const lines: string[] = [];
  for (;;) {
    const line = await answers.next();
    if (line.done) return lines.join('\r\n');
    lines.push(line.value);
    if (!/^\d{3}-/.test(line.value)) return lines.join('\r\n');
  }
}

function linesOf(socket: Socket): Lines {
  return createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]();
}

function stageOf(command: string): SmtpStage | undefined {
  const verbs = { EHLO: 'ehlo', AUTH: 'auth', MAIL: 'mail', RCPT: 'rcpt', DATA: 'data' } as const;
  const verb = command.slice(0, 4).toUpperCase();
  return verb in verbs ? verbs[verb as keyof typeof verbs] : undefined;
}
