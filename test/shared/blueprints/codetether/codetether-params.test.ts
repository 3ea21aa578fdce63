import { describe, expect, it } from 'vitest';
import { paramsSchema } from '../../../../shared/blueprint/params-schema.ts';
import { parseParams } from '../../../../shared/blueprint/parse-params.ts';
import { createCodetetherBlueprint } from '../../../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import { codetetherSettings } from './a-codetether.ts';

const blueprint = createCodetetherBlueprint(codetetherSettings());
const digest = `sha256:${'0a'.repeat(32)}`;

const defaults = {
  tenant: { userId: '' },
  image: {
    repository: 'us-central1-docker.pkg.dev/spotlessbinco/codetether/a2a-server-mcp',
    tag: 'latest',
  },
  ingress: { enabled: true, baseDomain: 'codetether.run' },
  namespace: { keep: true },
};

function parsed(params: JsonObject) {
  return parseParams(blueprint, params, '/params');
}

function faults(params: JsonObject): readonly string[] {
  const result = parsed(params);
  return result.ok ? [] : result.errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('codetetherParams', () => {
  it('has the defaults of the chart', () => {
    expect(parsed({})).toEqual({ ok: true, params: defaults });
  });

  it.each([
    ['userId', { userId: 'ada@example.com' }],
    ['tenant.userId', { tenant: { userId: 'ada@example.com' } }],
    [
      'both, when they are the same',
      { userId: 'ada@example.com', tenant: { userId: 'ada@example.com' } },
    ],
  ])('takes the user from %s and answers it as tenant.userId', (_, params) => {
    expect(parsed(params)).toEqual({
      ok: true,
      params: { ...defaults, tenant: { userId: 'ada@example.com' } },
    });
  });

  it('takes what it answered', () => {
    const first = parsed({ userId: 'user-123', image: { tag: 'v1.2.0' } });

    expect(first.ok && parsed(first.params)).toEqual(first);
  });

  it.each([['v1.2.0'], ['1'], [`v1.2.0@${digest}`], [digest]])('takes %s for a tag', (tag) => {
    expect(faults({ image: { tag } })).toEqual([]);
  });

  it.each([
    ['app'],
    ['team/app-1/a__b'],
    ['localhost:5000/app'],
    ['reg.example.com:443/team/a.b_c'],
  ])('takes %s for a repository', (repository) => {
    expect(faults({ image: { repository } })).toEqual([]);
  });

  it.each([['reg..io/a'], ['io/a..b'], ['io/c___d'], ['reg-.io/a'], ['a/'], ['a//b'], ['a-']])(
    'refuses %s for a repository',
    (repository) => {
      expect(faults({ image: { repository } })).toEqual([
        '/params/image/repository invalid_format',
      ]);
    },
  );

  it.each<[JsonObject, readonly string[]]>([
    [{ userId: 'a', tenant: { userId: 'b' } }, ['/params/userId ambiguous']],
    [{ userId: 'a\nb' }, ['/params/userId invalid_format']],
    [{ userId: 'ada\ud800@example.com' }, ['/params/userId invalid']],
    [{ tenant: { userId: '\udc00' } }, ['/params/tenant/userId invalid']],
    [{ userId: 'a'.repeat(255) }, ['/params/userId too_long']],
    [{ tier: 1 }, ['/params/tier wrong_type']],
    [{ tenant: { id: 'not-a-uuid' } }, ['/params/tenant/id invalid_format']],
    [{ tenant: { name: 'a' } }, ['/params/tenant/name unknown_field']],
    [{ image: { repository: 'example.com/a:1.0' } }, ['/params/image/repository invalid_format']],
    [{ image: { repository: '' } }, ['/params/image/repository invalid_format']],
    [{ image: { repository: 'Example/App' } }, ['/params/image/repository invalid_format']],
    [{ image: { tag: '' } }, ['/params/image/tag invalid_format']],
    [{ image: { tag: 'a b' } }, ['/params/image/tag invalid_format']],
    [{ image: { tag: 'v1@sha256:00' } }, ['/params/image/tag invalid_format']],
    [{ ingress: { enabled: 'yes' } }, ['/params/ingress/enabled wrong_type']],
    [{ ingress: { baseDomain: 'Codetether.run' } }, ['/params/ingress/baseDomain invalid_format']],
    [{ ingress: { baseDomain: '' } }, ['/params/ingress/baseDomain invalid_format']],
    [{ namespace: { keep: 1 } }, ['/params/namespace/keep wrong_type']],
  ])('refuses %j', (params, expected) => {
    expect(faults(params)).toEqual(expected);
  });

  it('has a JSON Schema with the defaults and descriptions of the chart', () => {
    const { properties } = paramsSchema(blueprint) as { properties: Record<string, unknown> };

    expect(Object.keys(properties)).toEqual([
      ...['tenant', 'userId', 'tier', 'image', 'ingress', 'namespace'],
    ]);
    expect(properties['image']).toMatchObject({
      properties: { tag: { default: 'latest', description: expect.any(String) } },
    });
  });
});
