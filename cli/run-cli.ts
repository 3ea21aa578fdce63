import { createClient } from './client.ts';
import type { ExitCode } from './command.ts';
import type { CommandContext, World } from './command-context.ts';
import { commandTable } from './commands/command-table.ts';
import { connectionSettings } from './connection-settings.ts';
import { commandHelp, globalHelp } from './help.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { reportError } from './report-error.ts';
import { requestTimeoutMs } from './send-request.ts';

/** Runs one command line and returns its exit code; every error is reported on stderr. */
export async function runCli(argv: readonly string[], world: World): Promise<ExitCode> {
  try {
    return await run(parseCommandLine(argv, commandTable), world);
  } catch (error) {
    return reportError(error, world.terminal.err);
  }
}

async function run(line: CommandLine, world: World): Promise<ExitCode> {
  const { out } = world.terminal;
  switch (line.kind) {
    case 'help':
      out.write(line.command === undefined ? globalHelp(commandTable) : commandHelp(line.command));
      return 0;
    case 'version':
      out.write(`${world.version}\n`);
      return 0;
    case 'run':
      return await line.command.run(contextOf(world, line.output), line.input);
    default:
      return line satisfies never;
  }
}

function contextOf(world: World, output: CommandContext['output']): CommandContext {
  const { environment, time, random, signal, terminal } = world;
  return {
    ...world,
    output,
    // Made when it is used: `render` needs no server and no settings for one.
    client: () => {
      const settings = connectionSettings(environment);
      if (settings.isTokenExposed) {
        terminal.err.write(`Warning: TENANTRY_TOKEN is sent to ${settings.url} unencrypted\n`);
      }
      return createClient({ settings, time, random, signal, timeoutMs: requestTimeoutMs });
    },
  };
}
