import { statusByKind } from '../provisioning/start-operation.ts';
import type { OperationKind } from '../tenant/operation.ts';
import type { TenantEvent } from '../tenant/records.ts';
import type { TenantStatus } from '../tenant/tenant.ts';

interface Story {
  readonly status: TenantStatus | null;
  readonly kinds: ReadonlyMap<string, OperationKind>;
  /** Whether the tenant had come true once. */
  readonly isServing: boolean;
  readonly isSuspended: boolean;
}

const changes: readonly OperationKind[] = ['update', 'upgrade', 'rollback'];

/**
 * What events, oldest first, say of a tenant's status after the last of them; null when they say
 * nothing. They tell what was asked and how it ended, so an operation under way counts as begun.
 */
export function pastStatus(events: readonly TenantEvent[]): TenantStatus | null {
  const start: Story = {
    ...{ status: null, kinds: new Map(), isSuspended: false },
    // A story that begins in the middle is that of a tenant that was there.
    isServing: (events[0]?.number ?? 1) > 1,
  };
  return events.reduce(next, start).status;
}

function next(story: Story, { type, operation_id }: TenantEvent): Story {
  const kind = story.kinds.get(operation_id ?? '');
  switch (type) {
    case 'tenant.deleted':
      return { ...story, status: 'deleted' };
    case 'operation.succeeded':
      return kind === undefined ? story : succeeded(story, kind);
    case 'operation.failed':
    case 'operation.cancelled':
      return kind === undefined ? story : broken(story, kind);
    default:
      return asked(story, type.replace('operation.', ''), operation_id);
  }
}

function asked(story: Story, word: string, operationId: string | null): Story {
  if (!isKind(word) || operationId === null) return story;
  const kinds = new Map([...story.kinds, [operationId, word] as const]);
  return { ...story, kinds, status: statusByKind[word] ?? story.status };
}

function isKind(word: string): word is OperationKind {
  return word === 'repair' || Object.hasOwn(statusByKind, word);
}

function succeeded(story: Story, kind: OperationKind): Story {
  if (kind === 'repair') return story;
  if (kind === 'delete') return { ...story, status: 'deleted' };
  const isSuspended = kind === 'suspend' || (kind === 'restore' && story.isSuspended);
  const status = isSuspended ? 'suspended' : 'active';
  return { ...story, status, isSuspended, isServing: true };
}

function broken(story: Story, kind: OperationKind): Story {
  if (kind === 'repair') return story;
  const isServingOn = changes.includes(kind) && story.isServing;
  return { ...story, status: isServingOn ? 'active' : 'failed' };
}
