import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { compile } from '../helpers/process.ts';

describe('the demo', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    await compile();
    folder = await mkdtemp(join(tmpdir(), 'hub-demo-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  function start(...args: string[]) {
    const child = spawn(process.execPath, ['dist/scripts/demo.js', ...args], {
      env: { PATH: process.env.PATH, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 100_000,
    });
    const gone = once(child, 'close') as Promise<[number | null]>;
    child.stdout.setEncoding('utf8');
    return { child, gone };
  }

  it('shows at the secretariat within two seconds what a national hub publishes, edits and withdraws', async () => {
    const { child, gone } = start('--check');
    let said = '';
    for await (const text of child.stdout) said += text;
    expect((await gone)[0], said).to.equal(0);
    const figures = JSON.parse(said);
    expect(figures.items).to.equal(13);
    for (const name of ['publishedMs', 'editedMs', 'withdrawnMs']) expect(figures[name], name).to.be.within(0, 2000);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('says where its hubs are and how to sign in, and leaves nothing behind when it is stopped', async () => {
    const { child, gone } = start();
    let said = '';
    for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
      said += text;
      if (said.includes('Ctrl-C')) break;
    }
    const origins = [...said.matchAll(/^http:\/\/127\.0\.0\.1:\d+/gm)].map(([origin]) => origin);
    expect(origins).to.have.length(3);
    expect(said)
      .to.include('amina')
      .and.include('clara')
      .and.match(/password of each is: \S/);
    const seen = await Promise.all(
      origins.map(
        async origin => ((await (await fetch(`${origin}/api/search?kind=resource`)).json()) as { total: number }).total,
      ),
    );
    expect(seen[2]).to.equal(13);
    const thread = await fetch(`${origins[0]}/api/search?q=paquets`);
    expect(await thread.json()).to.deep.include({ total: 1 });
    child.stdout.resume();
    child.kill('SIGINT');
    expect((await gone)[0]).to.equal(0);
    expect(await readdir(folder)).to.deep.equal([]);
    for (const origin of origins) expect(await fetch(origin).catch(() => 'refused')).to.equal('refused');
  });
});
