import type { ComponentName } from './component-name.ts';
import { componentNames } from './component-name.ts';
import type { StarterParams } from './starter-params.ts';

/** What every tenant's component is like. */
export interface Component {
  readonly name: ComponentName;
  /** Where it listens. */
  readonly port: number;
  /** Path that tells whether it lives. */
  readonly livePath: string;
  /** Path that tells whether it serves. */
  readonly readyPath: string;
}

const components: Readonly<Record<ComponentName, Component>> = {
  api: { name: 'api', port: 8000, livePath: '/health', readyPath: '/health/ready' },
  web: { name: 'web', port: 3000, livePath: '/api/health', readyPath: '/api/health/ready' },
  worker: { name: 'worker', port: 8000, livePath: '/health', readyPath: '/health/ready' },
};

/** The component of this name. */
export function componentOf(name: ComponentName): Component {
  return components[name];
}

/** The components that a tenant with these params has. */
export function componentsOf({ worker }: StarterParams): readonly Component[] {
  return componentNames
    .filter((name) => name !== 'worker' || worker.enabled)
    .map((name) => components[name]);
}
