// What the hub thinks of other hosts.
import { expect } from 'chai';
import { openRig, type Rig } from './rig.ts';

const origin = 'https://hub.peers.example';

describe('the policy of hosts', () => {
  let rig: Rig;

  before(async () => {
    rig = await openRig({ origin });
  });
  after(() => rig.close());

  async function judge(host: string, blocked: boolean): Promise<void> {
    const at = new Date().toISOString();
    await rig.local({
      type: 'hostJudged',
      id: `${origin}/e/${host}-${blocked}`,
      actor: rig.urls.hub,
      at,
      host,
      blocked,
    });
    await rig.idle();
  }

  it('holds for a host, its ports and what is below it, and for nothing beside', async () => {
    await judge('bad.example', true);
    const hosts = [
      'bad.example',
      'bad.example:8443',
      'a.b.bad.example',
      'notbad.example',
      'example',
      'bad.example.org',
    ];
    const blocked = await Promise.all(hosts.map(host => rig.outward.peers.isBlocked(host)));
    expect(blocked).to.deep.equal([true, true, true, false, false, false]);
  });

  it('changes at once when it is judged again', async () => {
    await judge('10.1.2.3', true);
    expect(await rig.outward.peers.isBlocked('10.1.2.3:80')).to.equal(true);
    expect(await rig.outward.peers.isBlocked('2.3')).to.equal(false);
    await judge('10.1.2.3', false);
    expect(await rig.outward.peers.isBlocked('10.1.2.3:80')).to.equal(false);
  });

  it('tries again the inboxes of a host that is heard from, and of no other', async () => {
    const { peers } = rig.outward;
    const inboxes = ['https://gone.example/inbox', 'https://gone.example:81/inbox', 'https://gone.example.org/inbox'];
    for (const inbox of inboxes) await peers.retire(inbox, 410);
    await peers.heardFrom('gone.example');
    expect(await Promise.all(inboxes.map(peers.isRetired))).to.deep.equal([false, true, true]);
    await peers.retire('https://gone.example/inbox', 410);
    await peers.heardFrom('gone.example');
    expect(await peers.isRetired('https://gone.example/inbox')).to.equal(false);
  });
});
