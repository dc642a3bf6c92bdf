// Whether what somebody publishes may be found is theirs to say (FEP-5feb): members in their settings, others in their
// actor, and a change takes effect on what is known already.
import { expect } from 'chai';
import type { Perform } from '../../../src/domain/commands.ts';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
import { activity, create, openPeer, type Peer, type PeerActor, send } from '../../helpers/peer.ts';

describe('the consent to be found', () => {
  let peer: Peer;
  let hub: TestHub;
  let perform: Perform;
  let amina: TestMember;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    perform = hub.hub.core.performing(async () => undefined);
    amina = await hub.member('amina');
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  const found = async (word: string, kind = '') => (await hub.search(`q=${word}${kind && `&kind=${kind}`}`)).total;
  async function publish(content: string): Promise<void> {
    await amina.post({ type: 'Note', content });
    await hub.idle();
  }
  async function describe_(draft: { indexable?: boolean; discoverable?: boolean }): Promise<void> {
    await perform(amina.actor, { do: 'describe', draft });
    await hub.idle();
  }
  async function say(as: PeerActor, what: Record<string, unknown>): Promise<void> {
    expect((await send(hub.url('/inbox'), what, as)).status).to.equal(202);
    await hub.idle();
  }

  it('is not asked of members whose posts are found here; one who refuses is found no longer, and again when it is given', async () => {
    for (let n = 0; n < 3; n++) await publish(`<p>Bananas ${n}</p>`);
    expect(await found('bananas')).to.equal(3);
    expect((await amina.get(amina.actor.id)).body).not.to.have.any.keys('indexable', 'discoverable');
    await describe_({ indexable: false });
    expect(await found('bananas'), 'what was there').to.equal(0);
    await publish('<p>Bananas later</p>');
    expect(await found('bananas'), 'what comes').to.equal(0);
    expect((await amina.get(amina.actor.id)).body.indexable).to.equal(false);
    await describe_({ indexable: true });
    expect(await found('bananas')).to.equal(4);
  });

  it('to stand in directories is another, and does not hide what is published', async () => {
    await publish('<p>Papaya</p>');
    expect(await found('amina', 'member')).to.equal(1);
    await describe_({ discoverable: false });
    expect(await found('amina', 'member')).to.equal(0);
    expect(await found('papaya')).to.equal(1);
    expect((await amina.get(amina.actor.id)).body).to.include({ discoverable: false, indexable: true });
    await describe_({ discoverable: true });
    expect(await found('amina', 'member')).to.equal(1);
  });

  it('of somebody elsewhere is heeded, and so is a change of mind', async () => {
    const ana = peer.actor('ana', { indexable: true });
    await say(
      ana,
      create(ana, { content: '<p>Mango</p>', to: ['https://www.w3.org/ns/activitystreams#Public', amina.actor.id] })
        .activity,
    );
    const { activity: asked } = await perform(amina.actor, { do: 'follow', whom: ana.id });
    await say(ana, activity(ana, 'Accept', { id: asked, type: 'Follow', actor: amina.actor.id, object: ana.id }));
    for (let n = 0; n < 250; n++) {
      const { status } = await send(hub.url('/inbox'), create(ana, { content: `<p>Guava ${n}</p>` }).activity, ana);
      expect(status).to.equal(202);
    }
    await hub.idle();
    expect(await found('guava')).to.equal(250);
    const update = (indexable: boolean) => say(ana, activity(ana, 'Update', { ...ana.document, indexable }));
    await update(false);
    expect(await found('guava')).to.equal(0);
    await update(true);
    expect(await found('guava')).to.equal(250);
  }).timeout(60_000);
});
