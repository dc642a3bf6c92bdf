import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { freePort } from '../scripts/free-port.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function run(env: Record<string, string>) {
  return spawn(process.execPath, ['--import', 'tsx', main], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ended(env: Record<string, string>): Promise<{ code: number; said: string }> {
  const child = run(env);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, said };
}

describe('the hub as a process', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'main-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('names every wrong setting at once, and ends with 2', async () => {
    const { code, said } = await ended({
      PORT: 'many',
      HUB_ORIGIN: 'https://hub.example/path',
      HUB_LOG: 'loud',
      HUB_DATA: folder,
    });
    expect(code).to.equal(2);
    expect(said.trim().split('\n')).to.have.length(3);
    for (const name of ['PORT', 'HUB_ORIGIN', 'HUB_LOG']) expect(said).to.include(name);
  });

  it('says when it is ready, tells its health, and ends with 0 when asked to', async () => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const child = run({ PORT: String(port), HUB_ORIGIN: origin, HUB_DATA: join(folder, 'a') });
    const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    expect(line).to.equal(`ready ${origin}`);
    for (const path of ['/healthz', '/readyz']) expect((await fetch(origin + path)).status, path).to.equal(200);
    expect(await (await fetch(`${origin}/metrics`)).text()).to.match(/^hub_log_entries 2$/m);
    const began = performance.now();
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).to.equal(0);
    expect(performance.now() - began).to.be.lessThan(10_000);
  });

  it('refuses the data of another origin', async () => {
    const { code, said } = await ended({ PORT: '0', HUB_ORIGIN: 'http://127.0.0.1:1', HUB_DATA: join(folder, 'a') });
    expect(code).to.equal(2);
    expect(said).to.include('HUB_ORIGIN');
  });
});
