// A disk that is really full, under a whole hub on the embedded store: a small file system in memory, which only root may
// mount. What is taken is stored, what cannot be stored is refused with 503, and it recovers by itself.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { activity, create, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';
import { atRest, type HubEnv, type HubProcess, hubEnv, startHubProcess } from '../helpers/process.ts';
import { makeClient, three } from '../web/client.ts';

const password = 'kuku wanga ndi tsopano';

const mounts = process.getuid?.() === 0 && process.platform === 'linux' && mountable();

(mounts ? describe : describe.skip)('a hub on a full disk (needs root, to mount one)', function () {
  this.timeout(120_000);
  let env: HubEnv;
  let folder: string;
  let hub: HubProcess;
  let peer: Peer;
  let ana: PeerActor;
  let amina: { id: string };
  let token: string;
  const taken: string[] = [];

  before(async () => {
    peer = await openPeer();
    ana = peer.actor('ana');
    env = await hubEnv({ HUB_DEV_PEERS: peer.host });
    folder = env.HUB_DATA;
    await mkdir(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]);
    hub = await startHubProcess(env);
    const made = await hub.command(
      ['member', 'add', 'amina', '--role', 'admin', '--password-stdin', '--json'],
      `${password}\n`,
    );
    amina = JSON.parse(made.stdout);
    token = (await hub.command(['token', 'amina'])).stdout.trim();
    expect((await send(`${amina.id}/inbox`, activity(ana, 'Follow', amina.id), ana)).status).to.equal(202);
    expect((await post('before')).status).to.equal(201);
    // The answer to the Follow is signed by then, so that her keys are there.
    await atRest(env);
  });
  after(async () => {
    await hub?.kill();
    await peer.close();
    execFileSync('umount', [folder]);
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  async function post(content: string) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/activity+json' };
    const body = JSON.stringify({
      type: 'Note',
      content: `<p>${content} ${'word '.repeat(8000)}</p>`,
      to: 'as:Public',
    });
    const answer = await fetch(`${amina.id}/outbox`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    if (answer.status === 201) taken.push(answer.headers.get('location') ?? '');
    return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
  }
  async function deliver() {
    const made = create(ana, { to: [amina.id], content: `<p>${'far '.repeat(8000)}</p>` });
    const answer = await send(`${amina.id}/inbox`, made.activity, ana);
    if (answer.status === 202) taken.push(made.activity.id as string);
    return { status: answer.status, retryAfter: answer.headers['retry-after'] ?? null };
  }
  const filler = () => join(folder, 'filler');
  /** Takes every byte that is left, and whatever the hub lets go of meanwhile. */
  function fill(): void {
    const file = openSync(filler(), 'a');
    for (let size = 1_000_000; size >= 1; size = Math.floor(size / 4)) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size));
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).to.equal('ENOSPC');
      }
    }
    closeSync(file);
    expect(statfsSync(folder).bavail).to.equal(0);
  }
  /** What is asked again until it is refused: the hub may have room of its own left in its files. */
  async function refused(ask: () => Promise<{ status: number; retryAfter: string | null }>) {
    for (let tries = 0; tries < 300; tries += 1) {
      const answer = await ask();
      if (answer.status >= 400) return answer;
      fill();
    }
    throw new Error('nothing was refused');
  }
  const uploads = () => readdirSync(join(folder, 'files', 'incoming'));

  it('answers 503 with Retry-After to peers, programs and uploads, and keeps nothing of them', async () => {
    const client = makeClient(hub.origin);
    expect((await client.post('/sign-in', { name: 'amina', password })).status).to.equal(303);
    await client.get('/new/resource');
    fill();
    expect(await refused(() => post('refused'))).to.deep.equal({ status: 503, retryAfter: '30' });
    expect(await refused(deliver)).to.deep.equal({ status: 503, retryAfter: '30' });
    const upload = async () => {
      const { status, headers } = await client.upload('/new/resource', {
        ...three,
        files: new File([Buffer.alloc(3_000_000, 7)], 'large.bin'),
      });
      return { status, retryAfter: headers.get('retry-after') };
    };
    expect(await refused(upload)).to.deep.equal({ status: 503, retryAfter: '30' });
    expect(uploads()).to.deep.equal([]);
    const ready = async () => ({ status: (await fetch(`${hub.origin}/readyz`)).status, retryAfter: null });
    expect(await refused(ready)).to.include({ status: 503 });
    expect((await fetch(`${hub.origin}/healthz`)).status).to.equal(200);

    // Everything that only reads goes on, for members too.
    for (const path of ['/', '/search?q=before', '/new/resource', '/settings'])
      expect((await client.get(path)).status, path).to.equal(200);
    const found = (await (await fetch(`${hub.origin}/api/search?q=before`)).json()) as { total: number };
    expect(found.total).to.equal(1);
    const accept = { accept: 'application/activity+json' };
    expect((await fetch(amina.id, { headers: accept })).status).to.equal(200);
    expect(hub.logged(), 'lines of its log').to.be.lessThan(60);
  });

  it('takes everything again when there is room, without a restart, and has all that it took', async () => {
    rmSync(filler());
    const client = makeClient(hub.origin);
    expect((await client.post('/sign-in', { name: 'amina', password })).status).to.equal(303);
    await client.get('/new/resource');
    const { status, location } = await client.upload('/new/resource', {
      ...three,
      files: new File([Buffer.alloc(300_000, 7)], 'small.bin'),
    });
    expect(status).to.equal(303);
    expect((await post('after')).status).to.equal(201);
    expect((await deliver()).status).to.equal(202);
    expect((await fetch(`${hub.origin}/readyz`)).status).to.equal(200);
    const file = /href="([^"]*\/files\/[^"]+)"/.exec((await client.get(location)).body)?.[1] ?? '';
    expect((await (await fetch(new URL(file, hub.origin))).arrayBuffer()).byteLength).to.equal(300_000);
    expect(uploads()).to.deep.equal([]);
    const whole = await hub.command(['quarantine', 'list']);
    expect(whole.stdout, 'nothing was taken for poison').to.equal('nothing is set aside\n');
    for (const id of taken.filter(id => id.startsWith(hub.origin))) {
      const answer = await fetch(id, { headers: { accept: 'application/activity+json' } });
      expect(answer.status, id).to.equal(200);
    }
    await atRest(env);
  });
});

function mountable(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(place);
  }
}
