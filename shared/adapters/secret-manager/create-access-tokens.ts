import { GoogleAuth } from 'google-auth-library';

/** Access tokens of the account that the program runs as; each is used until shortly before its end. */
export function createAccessTokens(): () => Promise<string | null | undefined> {
  const auth = new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' });
  return async () => await auth.getAccessToken();
}
