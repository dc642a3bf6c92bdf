// Reactions as peers send them (I16): all are likes here; a dislike is nothing; several of one actor are one.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('a reaction', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina', 'admin');
    ana = peer.actor('ana');
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  const post = async () => {
    const { location } = await amina.post({ type: 'Note', content: 'x' });
    return location.replace(/\/create$/, '');
  };
  const say = async (what: Json) => {
    expect((await send(hub.url('/inbox'), what, ana)).status).to.equal(202);
    await hub.idle();
  };
  const likes = (what: string) => hub.hub.core.storage.links.count({ kind: 'likes', to: what });
  const emoji = {
    id: null,
    type: 'Emoji',
    name: ':blob:',
    icon: { type: 'Image', url: 'https://else.example/blob.png' },
  };

  const forms: Record<string, (what: string) => Json> = {
    'Pleroma’s EmojiReact': what => activity(ana, 'EmojiReact', what, { content: '🔥', to: [PUBLIC] }),
    'Akkoma’s EmojiReact with a picture from elsewhere': what =>
      activity(ana, 'EmojiReact', what, { content: ':blob:', tag: [emoji] }),
    'Misskey’s Like': what => activity(ana, 'Like', what, { content: '👍', _misskey_reaction: '👍', tag: [] }),
    'a Like of the object embedded': what => activity(ana, 'Like', { id: what, type: 'Note' }),
  };
  for (const [name, form] of Object.entries(forms)) {
    it(`counts once and is undone by its bare id: ${name}`, async () => {
      const what = await post();
      const first = form(what);
      await say(first);
      await say(form(what));
      expect(await likes(what)).to.equal(1);
      await say(activity(ana, 'Undo', first.id));
      expect(await likes(what)).to.equal(0);
    });
  }

  it('that dislikes is nothing, and neither is its undoing', async () => {
    const what = await post();
    const dislike = activity(ana, 'Dislike', what);
    await say(dislike);
    await say(activity(ana, 'Undo', dislike));
    expect(await likes(what)).to.equal(0);
  });

  it('is not needed for a post that says “true” where a truth value should stand (I38)', async () => {
    const made = create(ana, { sensitive: 'true', summary: 'Long', to: [PUBLIC, amina.actor.id] });
    await say(made.activity);
    const record = await hub.hub.core.storage.records.get(made.id);
    expect(record?.body).to.include({ warning: 'Long' });
  });
});
