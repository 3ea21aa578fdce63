import type { RequestListener } from 'node:http';
import { http } from '@google-cloud/functions-framework';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { createParts, type Parts } from '../compose/parts.ts';
import { type Config, loadConfig, type UsedPart } from '../config.ts';
import { type GuardedApp, guardRequests } from '../http/guard-requests.ts';
import { type HttpLimits, httpLimits } from '../http/http-limits.ts';
import { isLoopback } from '../http/is-loopback.ts';
import { sentenceOf } from './sentence-of.ts';

/** A function as it is deployed. */
export interface FunctionSpec {
  /** Also its folder, its bundle and the framework's target. */
  readonly name: string;
  /** What it cannot start without. */
  readonly uses: readonly UsedPart[];
  /** Paths that take larger bodies than others, and how large. */
  readonly largeBodies?: HttpLimits['largeBodies'];
  /** Builds its app; `stopping` is aborted when the program ends. */
  compose(parts: Parts, stopping: AbortSignal): Promise<GuardedApp>;
}

/** A function whose parts are built. */
export interface StartedFunction {
  readonly config: Config;
  readonly parts: Parts;
  /** Answers every request, within the limits and with problems for what is wrong. */
  readonly respond: RequestListener;
}

/** A function that the framework knows by its name. */
export interface RegisteredFunction {
  readonly name: string;
  readonly started: Promise<StartedFunction>;
  /** Aborted when the program ends. */
  readonly stopping: AbortController;
}

/**
 * Registers a function with the framework and begins to build it. A function that cannot be built
 * ends the program with 1 and a sentence, whoever serves it.
 */
export function registerFunction(spec: FunctionSpec): RegisteredFunction {
  const stopping = new AbortController();
  const started = start(spec, stopping.signal);
  started.catch((error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exit(1);
  });
  http(spec.name, (incoming, outgoing) => {
    void started.then(({ respond }) => respond(incoming, outgoing));
  });
  return { name: spec.name, started, stopping };
}

async function start(spec: FunctionSpec, stopping: AbortSignal): Promise<StartedFunction> {
  const config = loadConfig('deployed', spec.uses);
  const parts = createParts(config);
  const app = await spec.compose(parts, stopping);
  const limits = { ...httpLimits, largeBodies: spec.largeBodies ?? {} };
  const respond = guardRequests(config.AUTH === 'off' ? fromHere(app) : app, limits);
  return { config, parts, respond };
}

/** The app for callers on this machine. The framework's command line listens everywhere, whatever HOST says. */
function fromHere(app: GuardedApp): GuardedApp {
  return (request, bindings) =>
    isLoopback(bindings.incoming.socket.localAddress ?? '')
      ? app(request, bindings)
      : app(request, { ...bindings, refusal: notFromHere() });
}

function notFromHere(): TenantryError {
  return new TenantryError(
    'unauthenticated',
    'Cannot tell who calls: while AUTH is off only calls by a loopback address are answered',
  );
}
