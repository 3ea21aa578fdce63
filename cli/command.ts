import type { CommandContext } from './command-context.ts';

/** What the program tells the shell: done, failed, wrong usage, interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** One option of a command line; help, checks and types are made of it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly help: string;
  readonly short?: string;
  /** May be given several times. */
  readonly multiple?: true;
  /** Stands for the value in help: `slug`. */
  readonly value?: string;
  readonly choices?: readonly string[];
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** One positional argument. Optional ones come last. */
export interface ArgumentSpec {
  readonly help: string;
  readonly isOptional?: true;
}

export type ArgumentTable = Readonly<Record<string, ArgumentSpec>>;

/** The options as a command gets them: flags always, texts where given, lists maybe empty. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K]['type'] extends 'boolean'
    ? boolean
    : T[K] extends { readonly multiple: true }
      ? readonly string[]
      : string | undefined;
};

export type ArgumentValues<T extends ArgumentTable> = {
  readonly [K in keyof T]: T[K] extends { readonly isOptional: true } ? string | undefined : string;
};

/** A line to copy, and what it does. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

interface CommandSpec<A extends ArgumentTable, O extends OptionTable> {
  readonly name: string;
  /** One line of the list of commands. */
  readonly summary: string;
  /** What else a reader must know. */
  readonly description?: string;
  readonly args: A;
  readonly options: O;
  readonly examples: readonly [Example, ...Example[]];
  run(context: CommandContext, input: CommandInput<A, O>): Promise<ExitCode>;
}

/** What one run of a command was given. */
export interface CommandInput<A extends ArgumentTable, O extends OptionTable> {
  readonly args: ArgumentValues<A>;
  readonly options: OptionValues<O>;
}

/** A command of any arguments and options: one row of the command table. */
export type Command = CommandSpec<ArgumentTable, OptionTable>;

/** A command whose `run` gets exactly the arguments and options that its tables name. */
export function defineCommand<const A extends ArgumentTable, const O extends OptionTable>(
  spec: CommandSpec<A, O>,
): Command {
  return spec;
}
