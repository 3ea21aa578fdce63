import type { LogRequest } from '../../ports/cluster-view.ts';
import { type ApiClient, attemptOn } from './api-client.ts';

/** The last lines of a container, through the subresource `log` of its pod. */
export async function readLogs(
  client: ApiClient,
  { namespace, pod, container, linesMax, bytesMax }: LogRequest,
): Promise<string> {
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: pod };
  const attempt = attemptOn('read', ref);
  const { text } = await client.request(attempt, {
    method: 'GET',
    path: `${await client.objectPath(attempt, ref)}/log`,
    query: { container, tailLines: String(linesMax), limitBytes: String(bytesMax) },
  });
  return text;
}
