import { ClusterError } from '../../tenant/cluster-error.ts';
import { type Attempt, classifyAnswer, classifyFailure } from './classify-error.ts';
import type { Answer, Call } from './connection.ts';
import { parseJsonObject } from './parse-status.ts';
import { builtInResource, type Resource, versionPath } from './resource-path.ts';
import { TransportError } from './transport-error.ts';

/** Sends a call; rejects with a `ClusterError` when there is no whole answer. */
export type Send = (attempt: Attempt, call: Call) => Promise<Answer>;

/** Tells how kinds are served: built-in ones from a table, others by asking the API server. */
export interface Resources {
  /** Rejects with `unknown_kind` only when the API server says that it does not serve the kind. */
  find(attempt: Attempt, kind: { apiVersion: string; kind: string }): Promise<Resource>;
}

const versionsMax = 64;

/** Remembers the resources of at most 64 groups and versions. */
export function createResources(send: Send): Resources {
  const known = new Map<string, ReadonlyMap<string, Resource>>();

  async function learn(
    attempt: Attempt,
    apiVersion: string,
  ): Promise<ReadonlyMap<string, Resource>> {
    const answer = await send(attempt, { method: 'GET', path: versionPath(apiVersion) });
    if (answer.status === 404) {
      await confirmUnserved(attempt, apiVersion);
      return new Map();
    }
    if (answer.status !== 200) throw classifyAnswer(attempt, answer);
    const learned = resourcesOf(attempt, answer);
    const [oldest] = known.keys();
    if (known.size >= versionsMax && oldest !== undefined) known.delete(oldest);
    known.set(apiVersion, learned);
    return learned;
  }

  // A bare 404 may be a proxy's: the list of all groups has to say that this one is not there.
  async function confirmUnserved(attempt: Attempt, apiVersion: string): Promise<void> {
    const answer = await send(attempt, { method: 'GET', path: '/apis' });
    if (answer.status !== 200) throw classifyAnswer(attempt, answer);
    const groups = parseJsonObject(answer.text);
    if (groups?.['kind'] !== 'APIGroupList') throw garbled(attempt);
    if (answer.text.includes(`"groupVersion":${JSON.stringify(apiVersion)}`))
      throw garbled(attempt);
  }

  return {
    async find(attempt, { apiVersion, kind }) {
      const builtIn = builtInResource(apiVersion, kind) ?? known.get(apiVersion)?.get(kind);
      if (builtIn !== undefined) return builtIn;
      const learned = (await learn(attempt, apiVersion)).get(kind);
      if (learned !== undefined) return learned;
      throw new ClusterError(
        'unknown_kind',
        `Cannot ${attempt.verb} "${attempt.target}": the API server does not serve ${apiVersion} ${kind}`,
        { class: 'terminal', outcome: 'not-done', status: 404 },
      );
    },
  };
}

function resourcesOf(attempt: Attempt, answer: Answer): ReadonlyMap<string, Resource> {
  const { resources } = parseJsonObject(answer.text) ?? {};
  if (!Array.isArray(resources)) throw garbled(attempt);
  const named = resources as readonly { name: string; kind: string; namespaced: boolean }[];
  // Names with a slash are subresources, such as deployments/scale.
  const own = named.filter(({ name }) => !name.includes('/'));
  return new Map(
    own.map(({ name, kind, namespaced }) => [kind, { plural: name, isNamespaced: namespaced }]),
  );
}

function garbled(attempt: Attempt): ClusterError {
  return classifyFailure(attempt, new TransportError('garbled', { isSent: false }));
}
