/** One real part as found on this machine: where it is, or what is missing and how to get it. */
export type RealPart<Name extends string = string> =
  | {
      readonly kind: 'found';
      readonly name: Name;
      readonly version: string;
      readonly folder: string;
    }
  | {
      readonly kind: 'missing';
      readonly name: Name;
      readonly version: string;
      readonly missing: readonly string[];
      readonly howToGet: string;
    };
