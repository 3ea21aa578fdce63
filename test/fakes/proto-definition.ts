/** A package, message, enum or service of a published definition, as protobuf.js writes them in JSON. */
export interface Definition {
  readonly nested?: Readonly<Record<string, Definition>>;
  readonly fields?: Readonly<Record<string, Field>>;
  readonly oneofs?: Readonly<Record<string, { readonly oneof: readonly string[] }>>;
  /** Of an enum. */
  readonly values?: Readonly<Record<string, number>>;
  /** Of a service. */
  readonly methods?: Readonly<Record<string, Method>>;
}

/** A field of a message. */
export interface Field {
  readonly type: string;
  readonly rule?: string;
  /** Of a map. */
  readonly keyType?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

interface Method {
  readonly requestType: string;
  readonly responseType: string;
  readonly parsedOptions?: readonly { readonly '(google.api.http)'?: HttpRule }[];
}

interface HttpRule {
  readonly get?: string;
  readonly post?: string;
  readonly patch?: string;
  readonly delete?: string;
  readonly body?: string;
}

/** A message or enum, and where names in it are looked for first. */
export interface ProtoType {
  readonly root: Definition;
  readonly scope: readonly string[];
  readonly definition: Definition;
}

/** The type that `name` means within a scope: the innermost of that name. */
export function findType(
  root: Definition,
  scope: readonly string[],
  name: string,
): ProtoType | undefined {
  for (let depth = scope.length; depth >= 0; depth -= 1) {
    const path = [...scope.slice(0, depth), ...name.split('.')];
    const definition = definitionAt(root, path);
    if (definition !== undefined) return { root, scope: path, definition };
  }
  return undefined;
}

function definitionAt(root: Definition, path: readonly string[]): Definition | undefined {
  return path.reduce<Definition | undefined>((found, part) => found?.nested?.[part], root);
}

/** A method that a request means by its HTTP rule; additional rules are not looked at. */
export interface Route {
  /** `CreateSecret`. */
  readonly name: string;
  readonly request: ProtoType;
  readonly response: ProtoType;
  /** Which field of the request the body is; `*`: all that the path does not say; absent: there is none. */
  readonly body: string | undefined;
  /** Fields that the path says. */
  readonly bound: Readonly<Record<string, string>>;
}

/** The method of the service at `path` that `verb` and `pathname` mean; undefined: it has none. */
export function findRoute(
  root: Definition,
  path: readonly string[],
  { verb, pathname }: { readonly verb: string; readonly pathname: string },
): Route | undefined {
  const scope = path.slice(0, -1);
  for (const [name, method] of Object.entries(definitionAt(root, path)?.methods ?? {})) {
    const rule = method.parsedOptions?.map((each) => each['(google.api.http)']).find(Boolean);
    const template = Object.entries(rule ?? {}).find(([key]) => key === verb.toLowerCase())?.[1];
    const bound = template === undefined ? undefined : boundBy(String(template), pathname);
    const request = findType(root, scope, method.requestType);
    const response = findType(root, scope, method.responseType);
    if (bound && request && response) return { name, request, response, body: rule?.body, bound };
  }
  return undefined;
}

/** `/v1/{name=secrets/*}:access` and `/v1/secrets/a:access` → `name` is `secrets/a`. */
function boundBy(template: string, pathname: string): Route['bound'] | undefined {
  const names: string[] = [];
  const pattern = template.replace(/\{([^=}]+)=([^}]+)\}/g, (_, name: string, value: string) => {
    names.push(name);
    return `(${value.replaceAll('*', '[^/:]+')})`;
  });
  const found = new RegExp(`^${pattern}$`).exec(pathname);
  const values = found?.slice(1).map(decodeURIComponent);
  return values && Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
