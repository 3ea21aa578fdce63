/** Every state of a dead letter. */
export const deadLetterStates = ['open', 'redriven', 'discarded'] as const;

/** Nobody has decided yet · its hint was published again · a person has given it up. */
export type DeadLetterState = (typeof deadLetterStates)[number];

/** The beginning of a message's data, as text where it is text. */
export interface DeadLetterBody {
  readonly encoding: 'utf-8' | 'base64';
  readonly text: string;
  /** Bytes of the whole data; more than `text` holds when it was cut. */
  readonly bytes: number;
}

/** A message that no delivery could end, kept for a person: one record per message, however often it comes. */
export interface DeadLetter {
  readonly schema: 1;
  /** The id of the message. */
  readonly id: string;
  readonly state: DeadLetterState;
  /** Why nobody could work on it: a stable code and a sentence. */
  readonly reason: { readonly code: string; readonly message: string };
  /** The tenant that the message names, where it can be read. */
  readonly tenant_id: string | null;
  readonly body: DeadLetterBody;
  readonly attributes: Readonly<Record<string, string>>;
  /** Deliveries before it was given up, where known. */
  readonly attempts: number | null;
  readonly published_at: string | null;
  readonly received_at: string;
  /** When and by whom it was redriven or discarded. */
  readonly settled_at: string | null;
  readonly settled_by: string | null;
  /** After this it is as good as gone. */
  readonly expires_at: string;
}

/** A dead letter as whoever found it describes it; the record adds state and times. */
export type NewDeadLetter = Pick<
  DeadLetter,
  'id' | 'reason' | 'tenant_id' | 'body' | 'attributes' | 'attempts' | 'published_at'
>;
