// One server has many members: what is of one origin is not yet of one person. Nobody speaks for a neighbour, and nobody takes
// back what a neighbour has not said yet; a group may pass on what its neighbours said, and nothing about their accounts.
import { expect } from 'chai';
import type { Perform } from '../../src/domain/commands.ts';
import type { Actor, Thing } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('a member of the same server', () => {
  let peer: Peer;
  let hub: TestHub;
  let perform: Perform;
  let amina: TestMember;
  let ana: PeerActor;
  let mallory: PeerActor;
  let cooks: PeerActor;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    perform = hub.hub.core.performing(async () => undefined);
    amina = await hub.member('amina', 'admin');
    ana = peer.actor('ana');
    mallory = peer.actor('mallory');
    cooks = peer.actor('cooks', { type: 'Group' });
    for (const each of [ana, mallory, cooks]) await follow(each);
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  async function say(as: PeerActor, what: Json): Promise<void> {
    const { status, text } = await send(hub.url('/inbox'), what, as);
    expect(status, text).to.equal(202);
    await hub.idle();
  }
  async function follow(whom: PeerActor): Promise<void> {
    await say(whom, create(whom, { to: [PUBLIC, amina.actor.id] }).activity);
    const { activity: asked } = await perform(amina.actor, { do: 'follow', whom: whom.id });
    await say(whom, activity(whom, 'Accept', { id: asked, type: 'Follow', actor: amina.actor.id, object: whom.id }));
  }
  const record = async (id: string) => {
    const found = await hub.hub.core.storage.records.get(id);
    return found && found.buried === undefined ? found.body : undefined;
  };
  const passOn = (by: PeerActor, what: Json) => say(by, activity(by, 'Announce', what, { to: [PUBLIC] }));
  const words = async (id: string) => ((await record(id)) as Thing | undefined)?.content;

  it('puts no words into a neighbour’s mouth by passing them on', async () => {
    for (const wrap of [(object: Json) => object, (object: Json) => activity(ana, 'Create', object)]) {
      const { id, object } = create(ana, { content: '<p>True.</p>' });
      peer.documents.set(new URL(id).pathname, object);
      await passOn(mallory, wrap({ ...object, content: '<p>Forged.</p>' }));
      expect(await words(id)).to.equal('<p>True.</p>');
    }
  });

  it('changes and ends nothing of a neighbour’s by passing it on', async () => {
    const { id, object, activity: made } = create(ana);
    peer.documents.set(new URL(id).pathname, object);
    await say(ana, made);
    const updated = new Date(Date.now() + 1000).toISOString();
    await passOn(mallory, activity(ana, 'Update', { ...object, content: '<p>Forged.</p>', updated }));
    await passOn(mallory, activity(ana, 'Delete', id));
    expect(await words(id)).to.equal('<p>Words.</p>');
    const liked = activity(ana, 'Like', id);
    await say(ana, liked);
    await passOn(mallory, activity(ana, 'Undo', liked));
    expect(await hub.hub.core.storage.links.get('likes', ana.id, id)).not.to.equal(undefined);
  });

  it('does nothing to a neighbour’s account, be it a group', async () => {
    for (const by of [mallory, cooks]) {
      const key = { id: ana.keyId, owner: ana.id, publicKeyPem: mallory.document.publicKey };
      await passOn(by, activity(ana, 'Update', { ...ana.document, name: 'Forged', publicKey: key }));
      await passOn(by, activity(ana, 'Delete', ana.id));
      expect((await record(ana.id)) as Actor).to.include({ name: 'ana' });
    }
    await say(ana, create(ana, { to: [PUBLIC, amina.actor.id] }).activity);
  });

  it('passes on what a neighbour said when it is a group', async () => {
    const { id, object, activity: made } = create(ana, { audience: cooks.id, to: [PUBLIC, cooks.id] });
    await passOn(cooks, made);
    expect(await words(id)).to.equal('<p>Words.</p>');
    await passOn(
      cooks,
      activity(ana, 'Update', { ...object, content: '<p>New.</p>', updated: new Date().toISOString() }),
    );
    expect(await words(id)).to.equal('<p>New.</p>');
  });

  it('takes nothing back for a neighbour before it has come', async () => {
    const late = create(ana);
    await say(mallory, activity(mallory, 'Delete', { id: late.id, type: 'Tombstone' }));
    await say(ana, late.activity);
    expect(await words(late.id)).to.equal('<p>Words.</p>');
    const liked = activity(ana, 'Like', late.id);
    await say(mallory, activity(mallory, 'Undo', liked));
    await say(ana, liked);
    expect(await hub.hub.core.storage.links.get('likes', ana.id, late.id)).not.to.equal(undefined);
  });
});
