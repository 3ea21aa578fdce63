/** The audience and account that tests expect. */
export const expectedCaller = {
  audience: 'https://provision.example/push',
  serviceAccount: 'pusher@tenantry-test.iam.gserviceaccount.com',
};

/** The claims of a token as Pub/Sub sends it, valid for an hour from now. */
export function pushClaims(changes: Readonly<Record<string, unknown>> = {}): object {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: 'https://accounts.google.com',
    aud: expectedCaller.audience,
    email: expectedCaller.serviceAccount,
    email_verified: true,
    azp: '113774264463038321964',
    sub: '113774264463038321964',
    iat: now,
    exp: now + 3_600,
    ...changes,
  };
}
