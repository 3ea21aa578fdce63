import type { BatchGet, BatchGetAnswer, FirestoreApi } from './firestore-api.ts';

/** Most documents of one call. */
const namesMax = 100;

interface Joined {
  readonly names: Set<string>;
  readonly answer: Promise<BatchGetAnswer>;
}

/**
 * The same calls, but whole documents that are asked for in the same turn of the program are read in
 * one: every call is a stream of its own. The answer
 * may hold documents that others asked for.
 */
export function joinReads(api: FirestoreApi): FirestoreApi {
  let open: Joined | undefined;
  const begin = (): Joined => {
    const names = new Set<string>();
    const answer = Promise.resolve().then(async () => {
      open = undefined;
      return await api.batchGet({ names: [...names] });
    });
    return { names, answer };
  };
  const join = async ({ names }: BatchGet): Promise<BatchGetAnswer> => {
    const joined =
      open !== undefined && open.names.size + names.length <= namesMax ? open : begin();
    open = joined;
    for (const name of names) joined.names.add(name);
    return await joined.answer;
  };
  return {
    ...api,
    batchGet: async (request) =>
      request.isLocking === true || request.fields !== undefined
        ? await api.batchGet(request)
        : await join(request),
  };
}
