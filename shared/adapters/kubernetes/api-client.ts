import type { ObjectRef, ObservedObject } from '../../kubernetes/object.ts';
import { describeRef } from '../../kubernetes/object.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import { type Attempt, classifyAnswer, classifyFailure } from './classify-error.ts';
import type { Answer, Call, Connection } from './connection.ts';
import { createResources } from './discover-resource.ts';
import { type KindName, parseObject } from './parse-object.ts';
import { parseStatus } from './parse-status.ts';
import { type Resource, resourcePath } from './resource-path.ts';
import { TransportError } from './transport-error.ts';

/** Calls that know kinds and classes of errors. Every rejection is a `ClusterError`. */
export interface ApiClient {
  /** The path of one object; refuses a reference with or without a namespace against its kind. */
  objectPath(attempt: Attempt, ref: ObjectRef): Promise<string>;
  /** The path to which the object is posted; refuses as `objectPath` does. */
  parentPath(attempt: Attempt, ref: ObjectRef): Promise<string>;
  /** The path of all objects of a kind, in one namespace or in all. */
  collectionPath(attempt: Attempt, scope: CollectionScope): Promise<string>;
  /** The answer, whatever its status. */
  send(attempt: Attempt, call: Call): Promise<Answer>;
  /** The answer when it is a success. */
  request(attempt: Attempt, call: Call): Promise<Answer>;
  /** The stored object that a successful answer holds. */
  requestObject(attempt: Attempt, ref: ObjectRef, call: Call): Promise<ObservedObject>;
  /** The object, or undefined after a positive 404. */
  read(ref: ObjectRef): Promise<ObservedObject | undefined>;
}

/** A kind, in one namespace or in all of them. */
export interface CollectionScope extends KindName {
  readonly namespace?: string | undefined;
}

/** Builds the client over a connection. `serverTimeoutMs`: when the API server itself gives up. */
export function createApiClient(connection: Connection, serverTimeoutMs: number): ApiClient {
  const resources = createResources(send);

  async function send(attempt: Attempt, call: Call): Promise<Answer> {
    // Without it the API server may carry out a write long after nobody waits for it any more.
    const query = { ...call.query, timeout: `${serverTimeoutMs}ms` };
    try {
      return await connection.send({ ...call, query });
    } catch (error) {
      if (error instanceof TransportError) throw classifyFailure(attempt, error);
      throw error;
    }
  }

  async function request(attempt: Attempt, call: Call): Promise<Answer> {
    const answer = await send(attempt, call);
    if (answer.status < 200 || answer.status > 299) throw classifyAnswer(attempt, answer);
    return answer;
  }

  async function requestObject(attempt: Attempt, ref: ObjectRef, call: Call) {
    const object = parseObject((await request(attempt, call)).text, ref);
    if (object === undefined) throw garbledAnswer(attempt);
    return object;
  }

  async function collectionPath(attempt: Attempt, scope: CollectionScope): Promise<string> {
    const { apiVersion, namespace } = scope;
    return resourcePath({ apiVersion, namespace }, await resources.find(attempt, scope));
  }

  async function placed(attempt: Attempt, ref: ObjectRef): Promise<Resource> {
    const resource = await resources.find(attempt, ref);
    if (resource.isNamespaced !== (ref.namespace !== undefined)) throw misplaced(attempt, resource);
    return resource;
  }

  async function objectPath(attempt: Attempt, ref: ObjectRef): Promise<string> {
    return resourcePath(ref, await placed(attempt, ref));
  }

  async function parentPath(attempt: Attempt, ref: ObjectRef): Promise<string> {
    const { apiVersion, namespace } = ref;
    return resourcePath({ apiVersion, namespace }, await placed(attempt, ref));
  }

  async function read(ref: ObjectRef): Promise<ObservedObject | undefined> {
    const attempt = attemptOn('read', ref);
    const answer = await send(attempt, { method: 'GET', path: await objectPath(attempt, ref) });
    if (isPositivelyGone(ref, answer)) return undefined;
    if (answer.status !== 200) throw classifyAnswer(attempt, answer);
    const object = parseObject(answer.text, ref);
    if (object === undefined) throw garbledAnswer(attempt);
    return object;
  }

  return { objectPath, parentPath, collectionPath, send, request, requestObject, read };
}

/** Names what is tried for errors. */
export function attemptOn(verb: Attempt['verb'], ref: ObjectRef): Attempt {
  return { verb, kind: ref.kind, target: describeRef(ref) };
}

/** The error for a success without what a success must hold: the write may have taken effect. */
export function garbledAnswer(attempt: Attempt): ClusterError {
  return classifyFailure(attempt, new TransportError('garbled', { isSent: true }));
}

/** Whether the API server itself says that this object, or its namespace, does not exist. */
export function isPositivelyGone(ref: ObjectRef, answer: Answer): boolean {
  const { reason, details } = parseStatus(answer.text);
  if (answer.status !== 404 || reason !== 'NotFound') return false;
  return (
    details.name === ref.name || (details.kind === 'namespaces' && details.name === ref.namespace)
  );
}

function misplaced(attempt: Attempt, { isNamespaced }: Resource): ClusterError {
  const why = isNamespaced ? 'objects of this kind need a namespace' : 'it cannot have a namespace';
  return new ClusterError('invalid_object', `Cannot ${attempt.verb} "${attempt.target}": ${why}`, {
    class: 'terminal',
    outcome: 'not-done',
  });
}
