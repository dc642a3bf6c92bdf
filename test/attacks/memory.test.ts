// Little memory: a hub that has a heap of 128 MB sheds the large bodies that it has no room for, lives, and starts again whole.
import { expect } from 'chai';
import { create, openPeer, type Peer, type PeerActor, send, signed } from '../helpers/peer.ts';
import { atRest, type HubEnv, type HubProcess, hubEnv, removeData, startHubProcess } from '../helpers/process.ts';
import { type Shot, volley } from '../helpers/volley.ts';

const heap = 128;
const size = 900_000;
const bodies = 150;

describe('a hub with little memory', function () {
  this.timeout(120_000);
  let env: HubEnv;
  let hub: HubProcess;
  let peer: Peer;
  let ana: PeerActor;
  let amina: { id: string };

  before(async () => {
    peer = await openPeer();
    ana = peer.actor('ana');
    env = await hubEnv({ HUB_DEV_PEERS: peer.host, NODE_OPTIONS: `--max-old-space-size=${heap}` });
    hub = await startHubProcess(env);
    const made = await hub.command(
      ['member', 'add', 'amina', '--role', 'admin', '--password-stdin', '--json'],
      'kuku wanga ndi tsopano\n',
    );
    amina = JSON.parse(made.stdout);
    expect(await say()).to.equal(202);
  });
  after(async () => {
    await hub?.kill();
    await removeData(env);
    await peer.close();
  });

  const say = async () => (await send(`${hub.origin}/inbox`, create(ana, { to: [amina.id] }).activity, ana)).status;

  /** Bodies of a megabyte: plain words, signs of three bytes, and JSON that takes many times its size when it is read. */
  function large(n: number): Shot {
    const more = [
      { content: 'words '.repeat(size / 6) },
      { content: '漢 '.repeat(size / 4) },
      { tag: Array.from({ length: size / 3 }, () => []) },
      { attachment: Array.from({ length: size / 9 }, () => ({ a: {} })) },
      { tag: Array.from({ length: size / 3 }, () => ({})) },
    ][n % 5];
    return signed(`${hub.origin}/inbox`, create(ana, { to: [amina.id], ...more }).activity, ana);
  }

  it('answers each of many large bodies at once, and goes on', async () => {
    const answers = await volley(Array.from({ length: bodies }, (_, n) => large(n)));
    for (const { status, retryAfter } of answers) {
      expect(status).to.be.oneOf([202, 429, 503]);
      if (status !== 202) expect(retryAfter).to.match(/^\d+$/);
    }
    const taken = answers.filter(({ status }) => status === 202).length;
    expect(taken).to.be.within(1, bodies - 1);
    expect(await say()).to.equal(202);
    await atRest(env, 60_000);
    expect((await fetch(`${hub.origin}/readyz`)).status).to.equal(200);
    expect((await fetch(`${hub.origin}/`)).status).to.equal(200);
  });

  it('holds no more of what comes one after the other than it has room for', async () => {
    for (let n = 0; n < bodies; n += 1) {
      const { activity } = create(ana, { to: [amina.id], content: 'words '.repeat(size / 6) });
      expect((await send(`${hub.origin}/inbox`, activity, ana)).status).to.equal(202);
    }
    await atRest(env, 60_000);
  });

  it('starts again on what it took, with nothing set aside', async () => {
    expect((await hub.end()).status).to.equal(0);
    hub = await startHubProcess(env);
    expect(await say()).to.equal(202);
    await atRest(env, 60_000);
    expect((await hub.command(['quarantine', 'list'])).stdout).to.equal('nothing is set aside\n');
    expect(hub.lastWords()).to.equal('');
  });
});
