import { parseStormOptions } from '../test/faults/storm/storm-options.ts';
import { benchColdStart } from './cold-start.ts';
import { benchCreate } from './create.ts';
import { benchDueSweep } from './due-sweep.ts';
import { benchGoogleCreate } from './google-create.ts';
import { missingEmulators } from './missing-emulators.ts';
import { benchObjects } from './objects.ts';
import { benchSignUps } from './sign-ups.ts';
import { benchStorm } from './storm.ts';
import { markdownOf } from './table.ts';

// `npm run bench [create|objects|cold-start|google-create|due-sweep|sign-ups|storm]`: every figure stands beside its floor from the same run.
const wanted = process.argv[2];
if (wanted === undefined || wanted === 'create') {
  for (const table of await benchCreate()) console.log(markdownOf(table));
}
if (wanted === undefined || wanted === 'objects') {
  console.log(markdownOf(await benchObjects()));
}
if (wanted === undefined || wanted === 'cold-start') {
  console.log(markdownOf(await benchColdStart()));
}
if (wanted === undefined || wanted === 'storm') {
  const { table, isMet } = await benchStorm(parseStormOptions(process.argv.slice(3)));
  console.log(markdownOf(table));
  if (!isMet) process.exitCode = 1;
}
const google = {
  'google-create': benchGoogleCreate,
  'due-sweep': async () => [await benchDueSweep()],
  'sign-ups': benchSignUps,
};
for (const [name, bench] of Object.entries(google)) {
  if (wanted !== undefined && wanted !== name) continue;
  const missing = missingEmulators();
  if (missing !== undefined) {
    console.error(missing);
    process.exitCode = 1;
    break;
  }
  for (const table of await bench()) console.log(markdownOf(table));
}
