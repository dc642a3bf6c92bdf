// `npm test`: finds or fetches a browser, runs every test, and closes with what was not tested and `N passed, N failed`.
// Words after `--` go to mocha in place of the whole suite.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const installLimitMs = 15 * 60_000;

const named = process.argv.slice(2);
const wantsBrowser = named.length === 0 || named.some(word => word.includes('browser'));
const browser = wantsBrowser ? (found() ?? installed()) : undefined;
const skips = wantsBrowser && browser === undefined;

const folder = mkdtempSync(join(tmpdir(), 'hub-tests-'));
const tallyFile = join(folder, 'tally.json');
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    './test/helpers/tally.ts',
    ...(skips ? ['--ignore', 'test/browser/**'] : []),
    ...(named.length > 0 ? named : ['test/**/*.test.{ts,tsx}']),
  ],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TEST_TALLY: tallyFile, ...(browser && { CHROME_PATH: browser }) },
  },
);
process.exit(close(status === 0));

/** Says what was not tested and how many passed; gives the status of the whole. */
function close(ended: boolean): number {
  const none = { passed: 0, failed: 1, leftOut: [] as string[] };
  const tally: typeof none = existsSync(tallyFile) ? JSON.parse(readFileSync(tallyFile, 'utf8')) : none;
  rmSync(folder, { recursive: true, force: true });
  if (skips)
    say('NOT tested: the pages in a real browser. Put chromium or Google Chrome on the path, or set CHROME_PATH.');
  for (const title of tally.leftOut) say(`NOT tested: ${title}`);
  const failed = ended ? tally.failed : Math.max(1, tally.failed);
  say(`${tally.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function found(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap(place => browsers.map(name => join(place, name)));
  return [process.env.CHROME_PATH ?? '', ...onPath].find(isProgram);
}

/** Debian's chromium where this user may install it, the browser library's own download elsewhere. */
function installed(): string | undefined {
  if (process.getuid?.() === 0 && run('apt-get', ['--version'])) {
    say('No browser was found: installing chromium with apt-get …');
    if (run('apt-get', ['update']) && run('apt-get', ['install', '-y', 'chromium', 'fonts-noto-core'])) return found();
  }
  say('No browser was found: fetching one …');
  if (!run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium'])) return undefined;
  const path = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', "import { chromium } from 'playwright-core'; console.log(chromium.executablePath())"],
    { encoding: 'utf8' },
  ).stdout.trim();
  return isProgram(path) ? path : undefined;
}

function run(program: string, args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, args, { stdio: 'ignore', env, timeout: installLimitMs }).status === 0;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
