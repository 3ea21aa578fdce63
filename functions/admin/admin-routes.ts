import type { Route } from '../http/route.ts';
import { type ApiKeyPorts, apiKeyRoutes } from './api-key-routes.ts';
import { type DeadLetterPorts, deadLetterRoutes } from './dead-letter-routes.ts';

/** What the routes of the function `admin` act through. */
export interface AdminPorts extends ApiKeyPorts, DeadLetterPorts {
  readonly store: ApiKeyPorts['store'] & DeadLetterPorts['store'];
}

/** The routes of the function `admin`. */
export const adminRoutes: readonly Route<AdminPorts>[] = [...deadLetterRoutes, ...apiKeyRoutes];
