import { describe, expect, it } from 'vitest';
import { cliPage } from './cli-page.ts';

describe('docs/cli.md', () => {
  it('says what the commands do', async () => {
    await expect(cliPage()).toMatchFileSnapshot('../../docs/cli.md');
  });
});
