export const outputFormats = ['table', 'json', 'yaml'] as const;

/** How an answer is written to stdout. */
export type OutputFormat = (typeof outputFormats)[number];
