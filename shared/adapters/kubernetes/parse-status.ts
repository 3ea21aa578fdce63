/** One cause of a refusal. Absent members read as empty text. */
export interface StatusCause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** An API server's `Status` (metav1.Status) with absent members filled in. */
export interface Status {
  readonly reason: string;
  readonly message: string;
  readonly details: {
    readonly kind: string;
    readonly name: string;
    readonly retryAfterSeconds?: number;
  };
  readonly causes: readonly StatusCause[];
}

/** Reads a `Status`; of anything else (a proxy's page, half a body) only an empty one. */
export function parseStatus(text: string): Status {
  const body = parseJsonObject(text);
  if (body?.['kind'] !== 'Status') return emptyStatus;
  const details = objectOr(body['details']);
  const causes = Array.isArray(details['causes']) ? details['causes'] : [];
  const { retryAfterSeconds } = details;
  return {
    reason: textOr(body['reason']),
    message: textOr(body['message']),
    details: {
      kind: textOr(details['kind']),
      name: textOr(details['name']),
      ...(typeof retryAfterSeconds === 'number' && { retryAfterSeconds }),
    },
    causes: causes.map(objectOr).map((cause) => ({
      reason: textOr(cause['reason']),
      field: textOr(cause['field']),
      message: textOr(cause['message']),
    })),
  };
}

/** The JSON object of a text, or undefined when it is none. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const emptyStatus: Status = {
  reason: '',
  message: '',
  details: { kind: '', name: '' },
  causes: [],
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOr(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
