import { healthSchema, readinessSchema } from '../schemas/health-schema.ts';
import { defineRoute, type Route } from './route.ts';

/** Something that the program cannot do its work without. */
interface Dependency {
  /** What stands behind it: `embedded`, `simulated`, `firestore` … */
  readonly kind: string;
  /** Rejects when it cannot be used. */
  ping(): Promise<unknown>;
}

export interface HealthPorts {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, Dependency>>;
}

const pingMsMax = 3_000;

const healthRoute = defineRoute({
  operationId: 'getHealth',
  method: 'get',
  path: '/health',
  tag: 'health',
  summary: 'Tell that the program runs',
  answers: { 200: { description: 'It runs', schema: healthSchema } },
  problems: [],
  handle: async ({ version }: HealthPorts) => ({ status: 200, body: { status: 'ok', version } }),
});

const readyRoute = defineRoute({
  operationId: 'getReadiness',
  method: 'get',
  path: '/health/ready',
  tag: 'health',
  summary: 'Tell whether everything that the program needs can be used',
  answers: {
    200: { description: 'It can', schema: readinessSchema },
    503: { description: 'Something cannot be used', schema: readinessSchema },
  },
  problems: [],
  handle: async ({ version, dependencies }: HealthPorts) => {
    const checks = Object.entries(dependencies).map(async ([name, dependency]) => {
      const status = (await canBeUsed(dependency)) ? 'ok' : 'unavailable';
      return [name, { kind: dependency.kind, status }] as const;
    });
    const entries = await Promise.all(checks);
    const isReady = entries.every(([, { status }]) => status === 'ok');
    const status = isReady ? 'ready' : 'unavailable';
    const body = { status, version, dependencies: Object.fromEntries(entries) };
    return { status: isReady ? 200 : 503, body };
  },
});

/** `GET /health` and `GET /health/ready`; every function has them. */
export const healthRoutes: readonly Route<HealthPorts>[] = [healthRoute, readyRoute];

async function canBeUsed(dependency: Dependency): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => timeout.resolve(false), pingMsMax);
  const ping = dependency.ping().then(
    () => true,
    () => false,
  );
  return await Promise.race([ping, timeout.promise]).finally(() => clearTimeout(timer));
}
