import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../..', import.meta.url));

describe('the demo', () => {
  it('shows at the secretariat within two seconds what a national hub publishes, edits and withdraws', async function () {
    this.timeout(120_000);
    await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { cwd });
    const { stdout } = await run(process.execPath, ['dist/scripts/demo.js', '--check'], { cwd, timeout: 100_000 });
    const figures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(figures.items).to.equal(13);
    for (const name of ['publishedMs', 'editedMs', 'withdrawnMs']) expect(figures[name], name).to.be.within(0, 2000);
  });
});
