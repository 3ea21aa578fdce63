import { tenantsAndMembers } from './tenants-and-members.ts';

/** SQL by version, the first is version 1. What was released is never changed: a new entry follows. */
export const migrations: readonly string[] = [tenantsAndMembers];
