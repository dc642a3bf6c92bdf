// `node --import tsx scripts/corpus/index.ts --size 100000`: makes a corpus and prints where it is, how long it took and
// what it holds. `--folder` names a folder of your own; `--seed` makes another. Rule: it says what it made in one line of JSON.
import { parseArgs } from 'node:util';
import { corpusOf, makeCorpus } from './make.ts';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string' },
  },
});
const plan = {
  size: Number(values.size),
  seed: Number(values.seed),
  onProgress: (made: number) => process.stderr.write(`${made}\n`),
};
if (!Number.isSafeInteger(plan.size) || plan.size < 1) throw new RangeError('--size is a whole number from 1');
const made = values.folder
  ? { folder: values.folder, size: plan.size, seconds: await makeCorpus(values.folder, plan) }
  : await corpusOf(plan);
console.log(JSON.stringify(made));
