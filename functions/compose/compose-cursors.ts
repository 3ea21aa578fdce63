import { randomBytes } from 'node:crypto';
import type { Store } from '../../shared/ports/store.ts';
import type { Config } from '../config.ts';
import { type CursorCodec, createCursorCodec } from '../http/cursor.ts';
import { ensureSetting } from './ensure-setting.ts';

/** The codec of cursors with the key that is set, or else with the one that is kept in the store. */
export function composeCursors(
  { CURSOR_KEY }: Pick<Config, 'CURSOR_KEY'>,
  store: Pick<Store, 'transact'>,
): () => Promise<CursorCodec> {
  const newKey = () => randomBytes(32).toString('base64url');
  let codec = CURSOR_KEY === undefined ? undefined : createCursorCodec(CURSOR_KEY);
  return async () => {
    // Not at the start: a function that cannot reach its store must start all the same.
    codec ??= createCursorCodec(await ensureSetting(store, 'cursor_key', newKey));
    return codec;
  };
}
