import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createVaultKey,
  vaultKeyFileName,
} from '../../../../shared/adapters/embedded/vault-key.ts';

describe('createVaultKey()', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenantry-vault-key-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes 32 random bytes on first use, in a file for the owner alone', () => {
    const data = join(folder, 'made');
    const key = createVaultKey(data);
    expect(() => statSync(data)).toThrow();

    expect(key()).toHaveLength(32);
    const file = statSync(join(data, vaultKeyFileName));
    expect(file.mode & 0o777).toBe(0o600);
    expect(statSync(data).mode & 0o777).toBe(0o700);
  });

  it('gives every program the same key, and every folder another', () => {
    const [one, two] = [createVaultKey(folder)(), createVaultKey(folder)()];
    const other = createVaultKey(join(folder, 'other'))();

    expect(Buffer.from(one).equals(two)).toBe(true);
    expect(Buffer.from(one).equals(other)).toBe(false);
  });

  it('refuses a file that holds no key, and leaves it as it is', () => {
    const path = join(folder, vaultKeyFileName);
    writeFileSync(path, 'c2hvcnQ=\n');

    expect(createVaultKey(folder)).toThrow(
      expect.objectContaining({ code: 'vault_refused', class: 'terminal' }),
    );
    expect(readFileSync(path, 'utf8')).toBe('c2hvcnQ=\n');
  });

  it('is unavailable where nothing can be written', () => {
    writeFileSync(join(folder, 'file'), '');

    expect(createVaultKey(join(folder, 'file'))).toThrow(
      expect.objectContaining({ code: 'vault_unavailable', class: 'retry', retryAfterMs: 1_000 }),
    );
  });
});
