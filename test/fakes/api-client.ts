import type { Operation } from '../../shared/tenant/operation.ts';
import type { StatusView, TenantView } from '../../shared/use-cases/tenant-view.ts';

/** The API as a script would call it. */
export interface ApiClient {
  /** Creates a frappe tenant with the body of a sign-up page. */
  signUp(subdomain: string): Promise<TenantView>;
  status(id: string): Promise<StatusView>;
  operation(id: string): Promise<Operation>;
  remove(id: string): Promise<void>;
  retry(id: string): Promise<void>;
  /** Any other request; rejects unless it is answered 2xx. */
  send<T>(address: string, body?: object): Promise<T>;
  /** HTTP status of `GET /tenants/{id}`. */
  code(id: string): Promise<number>;
  /** Polls until the tenant has this status; the limit is in milliseconds. */
  until(id: string, status: StatusView['status'], limitMs: number): Promise<StatusView>;
  /** Polls until the tenant answers 410. */
  untilGone(id: string, limitMs: number): Promise<void>;
  /** Polls until a step waits for this reason. */
  untilWaiting(id: string, reason: string, limitMs: number): Promise<void>;
}

/**
 * Calls the API at this address; `url` may change when the program starts again. `apiKey` is sent
 * along when there is one.
 */
export function createApiClient(url: () => string, apiKey?: string): ApiClient {
  const key = apiKey === undefined ? {} : { 'x-api-key': apiKey };
  const call = async (method: string, path: string, body?: object) =>
    await fetch(`${url()}${path}`, {
      method,
      headers: { ...key, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  const json = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await call(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  const status = async (id: string) => await json<StatusView>('GET', `/tenants/${id}/status`);
  const operation = async (id: string) => await json<Operation>('GET', `/operations/${id}`);
  const code = async (id: string) => (await call('GET', `/tenants/${id}`)).status;
  return {
    signUp: async (subdomain) => {
      const email = `admin@${subdomain}.example`;
      return await json('POST', '/tenants', { organization: 'Acme Ltd', subdomain, email });
    },
    status,
    operation,
    code,
    remove: async (id) => {
      await json('DELETE', `/tenants/${id}`);
    },
    send: async (address, body) => {
      const [method = 'GET', path = '/'] = address.split(' ');
      return await json(method, path, body);
    },
    retry: async (id) => {
      await json('POST', `/tenants/${id}/retry`);
    },
    until: async (id, wanted, limitMs) =>
      await poll(`${wanted} of ${id}`, limitMs, async () => {
        const seen = await status(id);
        return { value: seen, isDone: seen.status === wanted };
      }),
    untilGone: async (id, limitMs) => {
      await poll(`410 of ${id}`, limitMs, async () => {
        const seen = await code(id);
        return { value: seen, isDone: seen === 410 };
      });
    },
    untilWaiting: async (id, reason, limitMs) => {
      await poll(`${reason} of ${id}`, limitMs, async () => {
        const { steps } = await operation((await status(id)).operation.id);
        const reasons = steps.map(({ wait }) => wait?.reason);
        return { value: steps, isDone: reasons.includes(reason) };
      });
    },
  };
}

interface Look<T> {
  readonly value: T;
  readonly isDone: boolean;
}

/** Looks every 100 ms; a refused connection (the program is starting again) is no answer yet. */
async function poll<T>(what: string, limitMs: number, look: () => Promise<Look<T>>): Promise<T> {
  const endsAt = Date.now() + limitMs;
  let last: unknown;
  while (Date.now() < endsAt) {
    try {
      const { value, isDone } = await look();
      if (isDone) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come within ${limitMs} ms; last seen: ${JSON.stringify(last)}`);
}
