import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A value, and the type of Cloudflare's client that it must be of, without one member too many. */
export interface TypedValue {
  readonly type: string;
  readonly value: unknown;
}

const schemas = resolve('test/fakes/cloudflare-schemas.ts');

/*
 * The client's types, and where we know better. `Rule`: the catch-all has no hostname, though the type
 * wants one. `Config`: the client leaves out `warp-routing`, which the description has as read-only; we
 * write the document back as we read it. A record without a comment has null.
 */
const prelude = `
import type { RecordCreateParams, RecordDeleteResponse, RecordEditParams, RecordListParams, RecordResponse }
  from 'cloudflare/resources/dns/records';
import type { ConfigurationGetResponse, ConfigurationUpdateParams, ConfigurationUpdateResponse }
  from 'cloudflare/resources/zero-trust/tunnels/cloudflared/configurations';
import type { Cname, Configuration } from ${JSON.stringify(schemas)};

type Body<P, Path extends string> = Omit<P, Path | 'include_shadow_metadata'>;
type Create = Body<RecordCreateParams.CNAMERecord, 'zone_id'>;
type Edit = Body<RecordEditParams.CNAMERecord, 'zone_id'>;
type List = Body<RecordListParams, 'zone_id'>;
type Found = Omit<RecordResponse.CNAMERecord, 'comment'> & { comment: string | null };
type PublishedConfig = NonNullable<ConfigurationUpdateParams['config']>;
type PublishedRule = NonNullable<PublishedConfig['ingress']>[number];
type Rule = Omit<PublishedRule, 'hostname'> & { hostname?: string };
type Config = Omit<PublishedConfig, 'ingress'>
  & { ingress?: Rule[]; 'warp-routing'?: { enabled?: boolean } };
type Configured<Answer> = Omit<Answer, 'config'> & { config?: Config };
type Put = { config: Config };
type PutAnswer = Configured<ConfigurationUpdateResponse>;
type GetAnswer = Configured<ConfigurationGetResponse>;
type Deleted = RecordDeleteResponse;

// The tables of the fake name what the types name, each member of a type that fits.
type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };
type Same<Ours, Theirs> = [
  Exclude<keyof Ours, keyof Theirs>,
  Exclude<keyof Theirs, keyof Ours>,
] extends [never, never] ? (Ours extends Theirs ? true : 'a member of another type')
  : { strange: Exclude<keyof Ours, keyof Theirs>; missing: Exclude<keyof Theirs, keyof Ours> };
type FakeRule = NonNullable<Configuration['ingress']>[number];
type FakeOrigin = NonNullable<Configuration['originRequest']>;
type Origin = NonNullable<Config['originRequest']>;
export const tables: [
  Same<Cname, Create>,
  Same<Cname, Edit>,
  Same<NonNullable<Cname['settings']>, NonNullable<Create['settings']>>,
  Same<Named<Configuration>, Config>,
  Same<Named<FakeRule>, Rule>,
  Same<Named<FakeOrigin>, Origin>,
  Same<Named<NonNullable<FakeOrigin['access']>>, NonNullable<Origin['access']>>,
] = [true, true, true, true, true, true, true];
`;

/**
 * What the TypeScript compiler says against the values, and against the tables of the fake, by the types of
 * the client in `folder`; empty: nothing. JSON is written as literals, so that no member is overlooked.
 */
export function typeFaults(folder: string, values: readonly TypedValue[]): string {
  const draft = mkdtempSync(join(folder, 'check-'));
  try {
    const literals = values.map(
      ({ type, value }, index) =>
        `export const value${index}: ${type} = ${JSON.stringify(value)};\n`,
    );
    writeFileSync(join(draft, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(draft, 'check.ts'), `${prelude}${literals.join('')}`);
    const { status, stdout, stderr } = spawnSync(
      resolve('node_modules/.bin/tsc'),
      [
        ...['--noEmit', '--strict', '--skipLibCheck', '--pretty', 'false'],
        ...['--target', 'es2024', '--module', 'nodenext', '--allowImportingTsExtensions'],
        ...['--types', '', 'check.ts'],
      ],
      { cwd: draft, encoding: 'utf8' },
    );
    return status === 0 ? '' : `${stdout}${stderr}`;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
