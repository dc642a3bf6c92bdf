import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { QuietTold } from './helpers/quiet-process.ts';

describe('a hub that has fallen quiet', function () {
  this.timeout(120_000);

  it('gives back what it no longer needs, but never while it works, and waits for longer once it has', async () => {
    const script = fileURLToPath(new URL('helpers/quiet-process.ts', import.meta.url));
    const args = ['--expose-gc', '--import', 'tsx', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 110_000 });
    const { times, givenBack, rested } = JSON.parse(stdout) as QuietTold;
    expect(times, 'after work, rest, work, rest').to.deep.equal([0, 1, 1, 2]);
    expect(givenBack).to.be.above(32 * 1024 * 1024);
    expect(rested, 'looks').to.be.above(12);
  });
});
