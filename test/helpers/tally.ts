// Mocha's own list of tests, and at the end a tally in the file that TEST_TALLY names: how many passed and failed, and the
// titles of those that were left out.
import { writeFileSync } from 'node:fs';
import mocha from 'mocha';

export interface Tally {
  passed: number;
  failed: number;
  leftOut: string[];
}

export default class TallyReporter extends mocha.reporters.Spec {
  constructor(runner: mocha.Runner, options: mocha.MochaOptions) {
    super(runner, options);
    const leftOut: string[] = [];
    let failed = 0;
    runner.on('pending', test => leftOut.push(test.fullTitle()));
    runner.on('fail', () => {
      failed += 1;
    });
    runner.once('end', () => {
      const tally: Tally = { passed: runner.stats?.passes ?? 0, failed, leftOut };
      if (process.env.TEST_TALLY) writeFileSync(process.env.TEST_TALLY, JSON.stringify(tally));
    });
  }
}
