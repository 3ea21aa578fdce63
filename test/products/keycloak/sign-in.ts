import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** A person in front of a browser, and what goes into the fields of the forms, by name. */
export interface SignIn {
  /** Keycloak's address. */
  readonly url: URL;
  readonly realm: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly answers: Readonly<Record<string, string>>;
}

export interface SignedIn {
  /** Names of the fields of each form that was shown. */
  readonly forms: readonly (readonly string[])[];
  /** Claims of the access token. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Most pages until the application is reached. */
const pagesMax = 10;

/**
 * Signs in as a browser does: the authorization code flow with PKCE (RFC 7636), filling in the forms
 * of the pages.
 */
export async function signIn(wanted: SignIn): Promise<SignedIn> {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { code, forms } = await authorize(wanted, challenge);
  return { forms, claims: await claimsFor(wanted, { code, verifier }) };
}

function endpoint({ url, realm }: SignIn, name: string): URL {
  return new URL(`/realms/${realm}/protocol/openid-connect/${name}`, url);
}

async function claimsFor(wanted: SignIn, { code, verifier }: { code: string; verifier: string }) {
  const response = await fetch(endpoint(wanted, 'token'), {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
      ...{ client_id: wanted.clientId, redirect_uri: wanted.redirectUri },
    }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`Cannot get a token: ${JSON.stringify(answer)}`);
  const { access_token } = z.object({ access_token: z.string() }).parse(answer);
  const [, claims = ''] = access_token.split('.');
  return z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
}

async function authorize(wanted: SignIn, challenge: string) {
  const url = endpoint(wanted, 'auth');
  url.search = String(
    new URLSearchParams({
      ...{ client_id: wanted.clientId, redirect_uri: wanted.redirectUri },
      ...{ response_type: 'code', scope: 'openid' },
      ...{ code_challenge: challenge, code_challenge_method: 'S256' },
    }),
  );
  const go = createBrowser();
  const forms: (readonly string[])[] = [];
  let page = await go(url);
  for (let count = 0; count < pagesMax; count += 1) {
    const code = page.location?.searchParams.get('code');
    if (code) return { code, forms };
    if (page.location === undefined) {
      const form = formOf(page.text, wanted.answers);
      forms.push(form.names);
      page = await go(form.action, form.body);
    } else {
      page = await go(page.location);
    }
  }
  throw new Error(`Cannot sign in: ${page.text.replaceAll(/<[^>]*>|\s+/g, ' ').slice(0, 500)}`);
}

interface Page {
  /** Where the page leads to; undefined: it is shown. */
  readonly location: URL | undefined;
  readonly text: string;
}

/** Opens pages and sends forms, and keeps cookies by name, as far as one server needs that. */
function createBrowser(): (url: URL, body?: URLSearchParams) => Promise<Page> {
  const cookies = new Map<string, string>();
  return async (url, body) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body !== undefined && { method: 'POST', body }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = response.headers.get('location');
    const text = await response.text();
    return { location: location === null ? undefined : new URL(location, url), text };
  };
}

/** The form of a page, filled in; what there is no answer for keeps the value that it has. */
function formOf(text: string, answers: SignIn['answers']) {
  const action = /<form[^>]*\baction="([^"]+)"/.exec(text)?.[1];
  if (action === undefined) throw new Error(`There is no form: ${text.slice(0, 500)}`);
  const body = new URLSearchParams();
  const inputs = [...text.matchAll(/<input\b[^>]*>/g)].map(([input]) => input);
  for (const input of inputs) {
    const name = attribute(input, 'name');
    const isChoice = /type="(checkbox|submit|button)"/.test(input);
    if (name === undefined || isChoice) continue;
    body.set(name, answers[name] ?? attribute(input, 'value') ?? '');
  }
  return { action: new URL(action.replaceAll('&amp;', '&')), body, names: [...body.keys()] };
}

function attribute(input: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1];
}
