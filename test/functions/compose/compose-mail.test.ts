import { describe, expect, it } from 'vitest';
import { composeMail } from '../../../functions/compose/compose-mail.ts';
import { parseConfig } from '../../../functions/config.ts';
import { aMessage } from '../../builders/a-message.ts';
import { startMailCatcher } from '../../fakes/mail-catcher.ts';

describe('composeMail()', () => {
  it('sends by the server and as the sender that the variables name', async () => {
    const { url: SMTP_URL, caught, close } = await startMailCatcher();
    const config = parseConfig({ SMTP_URL, MAIL_FROM: 'Acme <hello@acme.example>' }, 'local');

    const { mail } = await composeMail({ config });
    await mail?.send(aMessage(), async () => undefined);

    expect(caught).toMatchObject([{ from: 'hello@acme.example' }]);
    await close();
  });

  it('has nothing without the variables', async () => {
    await expect(composeMail({ config: parseConfig({}, 'local') })).resolves.toEqual({});
  });
});
