import type { StatusView } from '../../shared/use-cases/tenant-view.ts';
import { isGone } from '../api-error.ts';
import type { Client } from '../client.ts';
import { defineCommand } from '../command.ts';
import type { CommandContext } from '../command-context.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { assertReached, defaultTimeout } from '../finish-wish.ts';
import { followOperation } from '../follow-operation.ts';
import { formatDocuments } from '../format-yaml.ts';
import { keepTrying } from '../keep-trying.ts';
import { parseDuration } from '../parse-duration.ts';
import { createDataProgress, createLineProgress, type Progress } from '../progress.ts';

/** Operations that one watch follows, each superseding the one before. */
const operationsMax = 100;

/** `tenantry watch`. */
export const watchCommand = defineCommand({
  name: 'watch',
  summary: 'Watch a tenant until it has settled, with a line per step',
  description:
    'Fails (exit code 1) when the operation fails or the time is up. Survives restarts of the server. -o json writes one object a line, -o yaml one document each.',
  args: { tenant: { help: 'Id or slug' } },
  options: {
    ...productOption,
    timeout: {
      type: 'string',
      value: 'time',
      help: `How long at most, such as 90s or 1h (${defaultTimeout})`,
    },
  },
  examples: [
    { line: 'tenantry watch acme', does: 'Watch until it is active, failed, suspended or deleted' },
    { line: 'tenantry watch acme --timeout 2m', does: 'Give up watching after two minutes' },
  ],
  run: async (context, { args, options }) => {
    const timeoutMs = parseDuration(options.timeout ?? defaultTimeout, 'timeout', 'watch');
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    await watch(context, { client, id, timeoutMs });
    return 0;
  },
});

interface Watched {
  readonly client: Client;
  readonly id: string;
  readonly timeoutMs: number;
}

/**
 * Follows the tenant's operation, and the one that supersedes it, until the latest has ended. Rejects
 * with `operation_failed` when it did not succeed.
 */
async function watch(context: CommandContext, { client, id, timeoutMs }: Watched): Promise<void> {
  const progress = progressOf(context);
  const ports = { ...context, client, progress, deadlineMs: context.time.now() + timeoutMs };
  let status = await client.getStatus(id);
  for (let count = 0; count < operationsMax; count += 1) {
    const { slug, operation } = status;
    const leftMs = Math.max(0, ports.deadlineMs - context.time.now());
    const target = { tenantId: id, slug, operationId: operation.id, timeoutMs: leftMs };
    const ended = await followOperation(ports, target);
    const before = status;
    status = await keepTrying(ports, () => statusAfter(client, before));
    if (status.operation.id !== operation.id) continue;
    progress.end(status);
    assertReached(ended, slug);
    return;
  }
}

/** The status now; of a tenant that is gone, the last one that was seen, with that said. */
async function statusAfter(client: Client, before: StatusView): Promise<StatusView> {
  try {
    return await client.getStatus(before.id);
  } catch (error) {
    if (!isGone(error)) throw error;
    return { ...before, status: 'deleted', site_url: null };
  }
}

function progressOf({ terminal, output }: CommandContext): Progress {
  switch (output) {
    case 'json':
      return createDataProgress(terminal, (value) => `${JSON.stringify(value)}\n`);
    case 'yaml':
      return createDataProgress(terminal, (value) => formatDocuments([value]));
    case 'table':
    case undefined:
      return createLineProgress(terminal.out, terminal);
    default:
      return output satisfies never;
  }
}
