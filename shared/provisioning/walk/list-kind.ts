import { tenantLabel } from '../../kubernetes/labels.ts';
import type { ObservedObject } from '../../kubernetes/object.ts';
import type { Cluster, ObjectPage } from '../../ports/cluster.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import type { WalkedKind } from '../../tenant/walk-record.ts';

/** Objects of one page. */
const pageSize = 500;

/** Most pages of one kind; more is a cluster that nobody can walk over. */
const pagesMax = 400;

/** How often one kind is begun again because its pages took longer than their token lives. */
const restartsMax = 2;

/** How the listing of a kind ended. */
export interface KindListed {
  readonly pages: number;
  /** Why the kind could not be listed to its end; then nothing may be concluded from what is missing. */
  readonly why?: string;
}

/**
 * Lists every object of a kind that carries a tenant's label, page by page. One that comes again
 * after a restart is seen twice. Rejects when the cluster does not answer as it should.
 */
export async function listKind(
  cluster: Cluster,
  kind: WalkedKind,
  see: (object: ObservedObject) => void,
): Promise<KindListed> {
  let pages = 0;
  for (let restarts = 0; restarts <= restartsMax; restarts += 1) {
    const run = await listOnce(cluster, kind, see);
    pages += run.pages;
    if (run.end !== 'expired') return run.end === 'done' ? { pages } : { pages, why: run.end.why };
  }
  return { pages, why: 'its pages took too long' };
}

interface Run {
  readonly pages: number;
  readonly end: 'done' | 'expired' | { readonly why: string };
}

async function listOnce(
  cluster: Cluster,
  kind: WalkedKind,
  see: (object: ObservedObject) => void,
): Promise<Run> {
  let continueToken: string | undefined;
  for (let pages = 1; pages <= pagesMax; pages += 1) {
    const page = await listPage(cluster, kind, continueToken);
    if ('end' in page) return { pages, end: page.end };
    for (const object of page.items) see(object);
    continueToken = page.continueToken;
    if (continueToken === undefined) return { pages, end: 'done' };
  }
  return { pages: pagesMax, end: { why: `it has more than ${pagesMax} pages` } };
}

type Page = ObjectPage | Pick<Run, 'end'>;

async function listPage(
  cluster: Cluster,
  { api_version: apiVersion, kind }: WalkedKind,
  continueToken: string | undefined,
): Promise<Page> {
  try {
    return await cluster.list({
      ...{ apiVersion, kind, labelSelector: tenantLabel, limit: pageSize },
      ...(continueToken !== undefined && { continueToken }),
    });
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.status === 410) return { end: 'expired' };
    // About this kind alone: the next one may be listed. Anything else concerns the whole cluster.
    const isAboutKind = error.class === 'terminal' || error.code === 'cluster_forbidden';
    if (isAboutKind) return { end: { why: error.message } };
    throw error;
  }
}
