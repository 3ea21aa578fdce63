import { benchColdStart } from './cold-start.ts';
import { benchCreate } from './create.ts';
import { benchObjects } from './objects.ts';
import { markdownOf } from './table.ts';

// `npm run bench [create|objects|cold-start]`: every figure stands beside its floor from the same run.
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
