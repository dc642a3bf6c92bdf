// A hub whose machine's clock is set while it works: two hours ahead, an hour back, and killed in between. A process of its own
// under a clock that the spec sets; timers and performance.now() go on, as on a real machine.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { activity, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';
import { type HubEnv, type HubProcess, hubEnv, removeData, startHubProcess } from '../helpers/process.ts';
import { until } from '../helpers/until.ts';

interface Page {
  object: { published: string };
  first?: string;
  next?: string;
  orderedItems: { object: { content: string } }[];
}

const hour = 3_600_000;
const preload = new URL('../helpers/shifted-clock.mjs', import.meta.url).href;

describe('a hub whose clock is set', function () {
  this.timeout(120_000);
  let env: HubEnv;
  let hub: HubProcess;
  let peer: Peer;
  let ana: PeerActor;
  let amina: { id: string };
  let token: string;
  const came = (words: string) => peer.received.filter(({ body }) => body.includes(words));

  before(async () => {
    peer = await openPeer();
    ana = peer.actor('ana');
    env = await hubEnv({ HUB_DEV_PEERS: peer.host });
    env.TEST_CLOCK = join(env.HUB_DATA, '..', 'clock');
    await writeFile(env.TEST_CLOCK, '0');
    env.NODE_OPTIONS = `--import ${preload}`;
    hub = await startHubProcess(env);
    const made = await hub.command(['member', 'add', 'amina', '--role', 'admin', '--json']);
    amina = JSON.parse(made.stdout);
    token = (await hub.command(['token', 'amina'])).stdout.trim();
    const followed = await send(`${amina.id}/inbox`, activity(ana, 'Follow', amina.id), ana);
    expect(followed.status, followed.text).to.equal(202);
    await until(async () => came('"Accept"').length > 0);
  });
  after(async () => {
    await hub.kill();
    await peer.close();
    await removeData(env);
  });

  async function post(content: string): Promise<Date> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/activity+json' };
    const body = JSON.stringify({ type: 'Note', content: `<p>${content}</p>`, to: 'as:Public' });
    const answer = await fetch(`${amina.id}/outbox`, { method: 'POST', headers, body });
    expect(answer.status, await answer.text()).to.equal(201);
    const { object } = await get(answer.headers.get('location') ?? '');
    return new Date(object.published);
  }
  async function get(url: string) {
    const answer = await fetch(url, {
      headers: { accept: 'application/activity+json', authorization: `Bearer ${token}` },
    });
    expect(answer.status, url).to.equal(200);
    return answer.json() as Promise<Page>;
  }
  /** Sets the clock and waits until the hub sees it. */
  async function set(shift: number): Promise<void> {
    await writeFile(env.TEST_CLOCK ?? '', String(shift));
    await until(async () => (await readFile(`${env.TEST_CLOCK}.seen`, 'utf8')) === String(shift));
  }
  async function told(): Promise<string[]> {
    const found: string[] = [];
    const { first } = await get(`${amina.id}/outbox`);
    for (let next: string | undefined = first; next; ) {
      const page: Page = await get(next);
      for (const { object } of page.orderedItems) found.push(/<p>(.*?)<\/p>/.exec(object.content)?.[1] ?? '');
      next = page.next;
    }
    return found;
  }

  it('keeps the order of what members do, pages through it whole, and sends all of it out', async () => {
    const times = [await post('one')];
    await set(2 * hour);
    times.push(await post('two, ahead'), await post('three, ahead'));
    await set(-hour + 2 * hour);
    times.push(await post('four, an hour back'));
    await set(0);
    times.push(await post('five, and another'));
    expect(times[1]?.getTime()).to.be.closeTo(Date.now() + 2 * hour, 60_000);
    expect(times.map(Number)).to.deep.equal(times.map(Number).toSorted((a, b) => a - b));
    const order = ['five, and another', 'four, an hour back', 'three, ahead', 'two, ahead', 'one'];
    expect(await told()).to.deep.equal(order);
    await until(async () => order.every(words => came(words).length > 0));
    for (const words of order) expect(came(words), words).to.have.length(1);
  });

  it('refuses with the reason what is dated otherwise, serves its pages, and doctor says what is wrong', async () => {
    await set(-13 * hour);
    const refused = await send(`${hub.origin}/inbox`, activity(ana, 'Like', `${amina.id}/nothing`), ana);
    expect([refused.status, refused.text.includes('date')], refused.text).to.deep.equal([401, true]);
    expect((await fetch(`${hub.origin}/search`, { headers: { accept: 'text/html' } })).status).to.equal(200);
    const doctor = await hub.command(['doctor', '--json']);
    const clock = JSON.parse(doctor.stdout).checks.find(({ name }: { name: string }) => name === 'clock');
    expect(clock.level).to.equal('bad');
    await set(0);
  });

  it('that was killed while it stood ahead goes on at once with what it was sending', async () => {
    await set(2 * hour);
    peer.holding = true;
    await post('in flight');
    await until(() => came('in flight').length);
    await hub.kill();
    await writeFile(env.TEST_CLOCK ?? '', '0');
    peer.holding = false;
    const before = came('in flight').length;
    hub = await startHubProcess(env);
    await until(() => came('in flight').length > before);
    expect(await told()).to.include('in flight');
  });
});
