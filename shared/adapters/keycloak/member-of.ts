/** The member of this name of a JSON object; undefined when there is none, or it is no object. */
export function memberOf(json: unknown, name: string): unknown {
  if (typeof json !== 'object' || json === null) return undefined;
  return Object.getOwnPropertyDescriptor(json, name)?.value;
}
