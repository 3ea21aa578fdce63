/** What text may look like; a terminal without colours ignores it. */
export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow';

/** One of the two streams that a person or a program reads. */
export interface TextStream {
  /** Writes the text as it is. */
  write(text: string): void;
  /** The text with a style where colours are wanted (a TTY, without NO_COLOR). */
  paint(style: Style, text: string): string;
  /** Width of the terminal in columns; undefined when it is none. */
  readonly columns: number | undefined;
}

/** Answers go to `out`, everything about them (progress, hints, errors) to `err`. */
export interface Terminal {
  readonly out: TextStream;
  readonly err: TextStream;
}
