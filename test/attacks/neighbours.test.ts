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

  async function say(as: PeerActor, what: Json, answers = [202]): Promise<void> {
    const { status, text } = await send(hub.url('/inbox'), what, as);
    expect(status, text).to.be.oneOf(answers);
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

  describe('takes nothing back for a neighbour before it has come', () => {
    const { link, made } = {
      link: (kind: string, from: string, to: string) => hub.hub.core.storage.links.get(kind, from, to),
      made: (path: string, more: Json = {}) => {
        const id = `${peer.origin}${path}`;
        const note = create(ana, { id, to: [PUBLIC, amina.actor.id], ...more });
        peer.documents.set(path, note.object);
        return { ...note, id };
      },
    };

    it('be it below its author’s address or not', async () => {
      for (const path of ['/users/ana/statuses/late', '/notes/late']) {
        const { id, activity: late } = made(path);
        for (const object of [id, { id, type: 'Tombstone' }]) await say(mallory, activity(mallory, 'Delete', object));
        await say(ana, late);
        expect(await words(id), path).to.equal('<p>Words.</p>');
        await say(mallory, activity(mallory, 'Delete', id));
        expect(await words(id), path).to.equal('<p>Words.</p>');
        await say(ana, activity(ana, 'Delete', id));
        expect(await words(id), path).to.equal(undefined);
      }
    });

    it('and who has come first owns it: what its author withdrew stays withdrawn, whatever a neighbour takes back', async () => {
      const { id, activity: late } = made('/notes/withdrawn');
      for (const one of [mallory, ana, mallory]) await say(one, activity(one, 'Delete', id));
      await say(ana, late);
      await say(ana, activity(ana, 'Announce', id, { to: [PUBLIC] }));
      expect(await words(id)).to.equal(undefined);
      expect((await hub.hub.core.storage.records.get(id))?.owner).to.equal(ana.id);
    });

    it('and does not keep it from being found', async () => {
      const above = made('/notes/above', { content: '<p>Above.</p>' });
      await say(mallory, activity(mallory, 'Delete', above.id));
      await say(ana, made('/notes/below', { inReplyTo: above.id }).activity);
      expect(await words(above.id)).to.equal('<p>Above.</p>');
      const passed = made('/notes/passed');
      await say(mallory, activity(mallory, 'Delete', passed.id));
      await say(ana, activity(ana, 'Announce', passed.id, { to: [PUBLIC] }));
      expect(await words(passed.id)).to.equal('<p>Words.</p>');
    });

    it('be it a like, a share or a wish to follow', async () => {
      const { id, activity: said } = made('/notes/liked');
      await say(ana, said);
      const acts: [string, Json][] = [
        ['likes', activity(ana, 'Like', id)],
        ['shares', activity(ana, 'Announce', id, { to: [PUBLIC] })],
        ['asks', activity(ana, 'Follow', amina.actor.id)],
      ];
      for (const [kind, act] of acts) {
        const done = { ...act, id: `${peer.origin}/activities/${kind}` };
        await say(mallory, activity(mallory, 'Undo', done));
        await say(mallory, activity(mallory, 'Undo', { ...done, actor: mallory.id }));
        await say(mallory, activity(mallory, 'Delete', done.id));
        await say(ana, done);
        expect((await link(kind, ana.id, String(act.object)))?.by, kind).to.deep.equal([done.id]);
        await say(mallory, activity(mallory, 'Delete', done.id));
        expect(await link(kind, ana.id, String(act.object)), kind).not.to.equal(undefined);
      }
    });

    it('nor afterwards what leaves no more than a link: a place of honour, a report that waits', async () => {
      const { id, activity: said } = made('/notes/pinned');
      await say(ana, said);
      const featured = `${ana.id}/featured`;
      await say(ana, activity(ana, 'Update', { ...ana.document, featured }));
      const pinned = { ...activity(ana, 'Add', id, { target: featured }), id: `${peer.origin}/activities/add` };
      const report = { ...activity(ana, 'Flag', [amina.actor.id]), id: `${peer.origin}/activities/flag` };
      const strike = async () => {
        for (const what of [pinned.id, report.id, `${report.id}#waiting`]) {
          await say(mallory, activity(mallory, 'Delete', what));
          await say(mallory, activity(mallory, 'Undo', { id: what, type: 'Like', object: id }), [202, 403]);
        }
      };
      for (const act of [pinned, report]) {
        await strike();
        await say(ana, act);
        await strike();
      }
      expect(await link('featured', ana.id, id)).not.to.equal(undefined);
      expect(await link('waiting', hub.hub.core.urls.hub, report.id)).not.to.equal(undefined);
    });
  });
});
