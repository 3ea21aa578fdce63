/** A value that JSON can hold (RFC 8259). */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object with any members. */
export interface JsonObject {
  readonly [key: string]: Json;
}
