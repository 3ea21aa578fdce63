import type { VariableDoc } from './variable-doc.ts';
import { variableDocs } from './variables.ts';

const head = `# Configuration

Tenantry is set by environment variables alone; an empty value counts as not set. A bad value ends the program with exit code 1 and one line per
variable. "Deployed" is a function in the cloud: it has no default store and queue and refuses to start without.
`;

const foot = `Variables of other tools (\`KUBECONFIG\`, \`GOOGLE_CLOUD_PROJECT\`, \`FIRESTORE_EMULATOR_HOST\` …) only matter to the part that was chosen;
\`npm start\` names each that is set and not used.
`;

/** The page \`docs/configuration.md\`: every environment variable that is read. */
export function configurationPage(): string {
  const rows = Object.entries(variableDocs).map(([name, docs]) => rowOf(name, docs));
  const table = [
    '| variable | meaning | `npm start` | deployed | value |',
    '|---|---|---|---|---|',
    ...rows,
  ];
  return `${head}\n${table.join('\n')}\n\n${foot}`;
}

function rowOf(name: string, docs: VariableDoc): string {
  const preset = (value: string | undefined) => (value === undefined ? '–' : `\`${value}\``);
  const cells = [`\`${name}\``, docs.summary, preset(docs.local), preset(docs.deployed), docs.rule];
  return `| ${cells.join(' | ')} |`;
}
