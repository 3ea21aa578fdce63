import { cliErrors } from '../../cli/cli-error.ts';
import type { Command, OptionTable } from '../../cli/command.ts';
import { commandTable } from '../../cli/commands/command-table.ts';
import { defaultTimeout } from '../../cli/finish-wish.ts';
import { environmentHelp, exitCodeHelp, optionRows, usageOf } from '../../cli/help.ts';
import { commonOptions } from '../../cli/parse-command-line.ts';
import { inputBytesMax } from '../../cli/read-input.ts';
import { itemsMax } from '../../cli/read-pages.ts';
import { attemptsMax, retryAfterMsMax } from '../../cli/retry-delay.ts';
import { requestTimeoutMs } from '../../cli/send-request.ts';

/** The text of `docs/cli.md`: what a person needs to know, and every command as the table has it. */
export function cliPage(): string {
  return [
    '# The command line',
    '`tenantry` talks to the HTTP API; `tenantry render` needs no server. Inside a clone run it as `npx tenantry`; `npm link` puts it on your path. It needs Node 22.18 or newer, or any Node from 20 on with the one that `npm ci` installs beside it.',
    'This page is made from the commands themselves: `npx vitest run --project unit test/cli/cli-page.test.ts -u` writes it, and a test fails while it differs.',
    '```sh\nnpm ci && npm start                        # in one terminal\nnpx tenantry create frappe -f examples/frappe.yaml --wait\nnpx tenantry get acme\n```',
    '## Settings',
    table(['variable', 'meaning'], code(environmentHelp)),
    '## Exit codes',
    table(['code', 'meaning'], code(exitCodeHelp)),
    '## Input and output',
    bullets([
      'Answers go to stdout, everything about them (progress, hints, errors) to stderr. `-o json` and `-o yaml` write the answer of the API as it is; a table is for people and may change.',
      'On a terminal, lines of a table are cut at its width (`…`); elsewhere nothing is cut. Control characters in what customers typed are shown as codes.',
      'A tenant is named by its id or its slug. Where two products have the slug, `--product` says which; otherwise the error lists them.',
      `\`-f\` takes YAML 1.2 or JSON, one document of at most ${inputBytesMax / 1024 / 1024} MB: params as they are, and \`slug\` (also as \`subdomain\`, \`tenantSubdomain\` or \`tenant.orgSlug\`), \`tier\` and \`organization\` of the tenant. What is a param of the product counts and stays a param. Options win over the file.`,
      '`--set key=text` sets a text, `--set key:=json` a number, list or object; dots go into objects (`image.tag=v1`), `\\.` is a dot.',
      '`--unset key` takes a param back to its default. A values file of `update` is merged into what the tenant has, and `null` in it does the same.',
      'A plan shows what changes of the tenant itself, then a line per object: `+` is created, `~` changes, `!` must be made anew or loses data, `-` is deleted.',
      'A refusal names what is allowed now, and the operation that is under way.',
      '`render` quotes every text that some reader of YAML takes for something else (`"yes"`, `"012"`, `"1:30"`), so `kubectl apply -f -` reads what was meant.',
    ]),
    '## When somebody else changes the tenant',
    bullets([
      '`update` reads the tenant and sends its generation along. If somebody was quicker, nothing happens: the error says what is other now, and you decide. `--force` does it all the same.',
      '`--if-match` names a generation that you saw earlier (`get` shows it). A script that uses `--idempotency-key` with `update` needs one of the two, so that its second run says the same as its first.',
      '`--plan-id` takes the `plan_id` of `tenantry plan … -o json`: the change is carried out exactly as planned, or not at all.',
    ]),
    '## When the server is slow or away',
    bullets([
      `A request may take ${requestTimeoutMs / 1000} s (a long poll as much longer as it waits) and is sent ${attemptsMax} times at most, with full-jitter backoff, after a broken connection, 429, 502, 503, 504, or 409 with \`Retry-After\`. A \`Retry-After\` is waited for, ${retryAfterMsMax / 1000} s at most.`,
      'Every wish carries an `Idempotency-Key`, so a repeated one is granted once. Give your own with `--idempotency-key` to make a script safe to run again.',
      `\`watch\` and \`--wait\` go on through restarts of the server until \`--timeout\` (${defaultTimeout}). Ctrl-C ends the watching, not the work.`,
      `\`--all\` reads ${itemsMax} items at most and prints the cursor of what is left.`,
      'The API key is sent to `TENANTRY_URL` only: redirects are not followed.',
    ]),
    '## Commands',
    ...commandTable.map(commandSection),
    'Every command has these options too:',
    table(['option', 'meaning'], optionCells(commonOptions)),
    '## Errors of the command line',
    'What the API refuses has a code of `errors.md`, with its status and request id. These are found on this side of it:',
    table(['code', 'what to do'], code(cliErrors)),
    '',
  ].join('\n\n');
}

function commandSection(command: Command): string {
  const { name, summary, description, args, options, examples } = command;
  const argumentCells = Object.entries(args).map(([word, { help }]) => [`\`${word}\``, help]);
  const examplesText = examples.map(({ line, does }) => `# ${does}\n${line}`).join('\n');
  return [
    `### ${name}`,
    `${summary}.${description === undefined ? '' : ` ${description}`}`,
    `\`\`\`\n${usageOf(command)}\n\`\`\``,
    ...(argumentCells.length === 0 ? [] : [table(['argument', 'meaning'], argumentCells)]),
    ...(Object.keys(options).length === 0
      ? []
      : [table(['option', 'meaning'], optionCells(options))]),
    `\`\`\`sh\n${examplesText}\n\`\`\``,
  ].join('\n\n');
}

function optionCells(options: OptionTable): readonly (readonly string[])[] {
  return optionRows(options).map(([option, help]) => [`\`${option}\``, help]);
}

function code(rows: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  return Object.entries(rows).map(([name, text]) => [`\`${name}\``, text]);
}

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentence}`).join('\n');
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map(() => '---');
  return [header, rule, ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
