import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { formatYaml } from '../../cli/format-yaml.ts';

const path = '/api/v1/namespaces/default/configmaps?dryRun=All&fieldValidation=Strict';

/** What the API server, whose reader of YAML is kubectl's too, finds in the data of a ConfigMap. */
async function readBack(data: Readonly<Record<string, string>>): Promise<unknown> {
  const yaml = formatYaml({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'texts' },
    data,
  });
  const answer = (await post(yaml)) as { readonly data?: unknown; readonly message?: string };
  return answer.data ?? answer.message;
}

async function post(yaml: string): Promise<unknown> {
  const { server, caPath, token } = inject('rig');
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/yaml',
    accept: 'application/json',
  };
  const options = { method: 'POST', headers, ca: readFileSync(caPath), agent: false };
  return await new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, server), options, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      resolve(JSON.parse(Buffer.concat(chunks).toString()));
    });
    outgoing.on('error', reject);
    outgoing.end(yaml);
  });
}

function numbered(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text, index) => [`k${index}`, text]));
}

describe('formatYaml()', () => {
  it('writes words and numbers that the API server reads as the texts that they are', async () => {
    const words = 'yes no on off y n true null ~ = << 012 0o17 0x1f 0b11 1_000 1:30 1e3 .5 +1 .inf';
    const texts = [
      '2026-11-21',
      '',
      ' x ',
      'a: b',
      'a #b',
      '- a',
      '\u2028',
      '\u007f',
      ' \n',
      '\t\n#',
    ];
    const data = numbered([...words.split(' '), ...texts]);

    expect(await readBack(data)).toEqual(data);
  });

  it('writes any text so that the API server reads it', async () => {
    const nasty = fc.constantFrom(...'\u0000\u0007\u007f\u0085\u009b\u2028\ufeff\ufffe :#-\n\t\ra');
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: nasty, maxLength: 6 }),
    );
    const texts = fc.array(text, { minLength: 100, maxLength: 200 }).map(numbered);

    await fc.assert(
      fc.asyncProperty(texts, async (data) => {
        expect(await readBack(data)).toEqual(data);
      }),
      { numRuns: 15 },
    );
  });
});
