/** Every deployed function: its folder below `functions/`, its bundle, its target in the framework. */
export const functionNames = [
  'create',
  'list',
  'status',
  'update',
  'delete',
  'inspect',
  'admin',
  'billing',
  'docs',
  'provision',
  'sweep',
] as const;

export type FunctionName = (typeof functionNames)[number];
