// Proofs between the hub and Fedify (FEP-8b32): each believes what the other said from the mouth of a third, who signs the
// delivery with a key of its own and has no part in the words.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, type Peer as FakePeer, type Json, openPeer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';
import { until } from '../helpers/until.ts';
import { type Peer, startFedify } from './start.ts';

describe('with a Fedify server, by way of a third', function () {
  this.timeout(60_000);
  let fedify: Peer;
  let third: FakePeer;
  let relay: PeerActor;
  let hub: TestHub;
  let amina: TestMember;

  before(async function () {
    this.timeout(600_000);
    fedify = await startFedify();
    third = await openPeer();
    relay = third.actor('relay');
    hub = await startHub({ devPeers: [new URL(fedify.origin).host, third.host] });
    amina = await hub.member('amina', 'admin');
  });
  after(async () => {
    await hub.stop();
    await third.close();
    await fedify.stop();
  });

  it('what the hub says is believed, and nothing that was changed', async () => {
    await send(hub.url('/inbox'), activity(relay, 'Follow', amina.actor.id), relay);
    await amina.post({ type: 'Note', content: '<p>Goats.</p>', to: [PUBLIC] });
    const create = await until(() => third.received.find(({ activity }) => activity.type === 'Create'));
    const changed: Json = { ...create.activity, object: { ...(create.activity.object as Json), content: 'Sheep.' } };
    const inbox = `${fedify.origin}/inbox`;
    expect((await send(inbox, changed, relay)).status).to.equal(401);
    expect((await send(inbox, create.body, relay)).status).to.equal(202);
    const arrived = await fedify.received();
    expect(arrived.map(({ id, actor }) => ({ id, actor }))).to.deep.equal([
      { id: create.activity.id, actor: amina.actor.id },
    ]);
  });

  it('what Fedify says is believed, and nothing that was changed', async () => {
    const asked = await amina.post({ type: 'Note', content: '<p>Which birds?</p>', to: [PUBLIC] });
    const inReplyTo = asked.location.replace(/\/create$/, '');
    await fedify.note({ content: 'Sparrows.', inReplyTo, mentions: [relay.id] });
    const create = await until(() => third.received.find(({ activity }) => activity.actor === fedify.actor));
    const isKnown = async () => (await hub.hub.core.storage.log.get(String(create.activity.id))) !== undefined;
    const inbox = hub.url('/inbox');
    expect((await send(inbox, create.body.replaceAll('Sparrows', 'Crows'), relay)).status).to.equal(401);
    expect(await isKnown(), 'Fedify wrote to the third alone').to.equal(false);
    expect((await send(inbox, create.body, relay)).status).to.equal(202);
    expect(await isKnown()).to.equal(true);
    await hub.idle();
    expect((await hub.search('q=sparrows')).total).to.equal(1);
  });
});
