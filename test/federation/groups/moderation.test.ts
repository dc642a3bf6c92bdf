// A community of this hub is kept by its moderators: what they do reaches those who follow it in the forms that they read,
// touches only what is in the community, and ends when it is taken back.
import { expect } from 'chai';
import type { Command, Perform } from '../../../src/domain/commands.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { ModeratorAct } from '../../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../../helpers/peer.ts';

describe('a community of this hub', () => {
  let peer: Peer;
  let hub: TestHub;
  let perform: Perform;
  let amina: TestMember;
  let chanda: TestMember;
  let eve: PeerActor;
  let bob: PeerActor;
  let garden: string;
  let kitchen: string;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    perform = hub.hub.core.performing(async () => undefined);
    amina = await hub.member('amina');
    chanda = await hub.member('chanda');
    [eve, bob] = [peer.actor('eve'), peer.actor('bob')];
    garden = await open(amina, 'garden');
    kitchen = await open(chanda, 'kitchen');
    await say(eve, activity(eve, 'Follow', garden));
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });
  beforeEach(() => {
    peer.received.length = 0;
  });

  async function open(member: TestMember, handle: string): Promise<string> {
    const draft = { handle, name: handle, summary: '' };
    return (await perform(member.actor, { do: 'openCommunity', draft })).object ?? '';
  }

  async function say(as: PeerActor, what: Json, status = 202): Promise<void> {
    const answer = await send(hub.url('/inbox'), what, as);
    expect(answer.status, answer.text).to.equal(status);
    await hub.idle();
  }

  /** A post of bob to the garden, as Lemmy and Mastodon address it; `more` changes it. */
  async function posted(as = bob, more: Json = {}): Promise<string> {
    const made = create(as, { to: [PUBLIC, garden], audience: garden, name: 'Seeds', ...more });
    peer.documents.set(new URL(made.id).pathname, made.object);
    await say(as, made.activity);
    return made.id;
  }

  async function does(member: TestMember, command: Command): Promise<string> {
    const { activity: id } = await perform(member.actor, command);
    await hub.idle();
    return id;
  }
  const moderate = (
    member: TestMember,
    act: ModeratorAct,
    what: string,
    more: { group?: string; reason?: string } = {},
  ) => does(member, { do: 'moderate', act, group: garden, what, ...more });
  const lift = (member: TestMember, act: ModeratorAct, what: string) =>
    does(member, { do: 'lift', act, group: garden, what });

  /** What eve's server was sent by the garden: the types, of what was announced with its type. */
  function told(): string[] {
    return peer.received
      .filter(({ activity: each }) => each.actor === garden)
      .map(({ activity: { type, object } }) => {
        const inner = typeof object === 'object' && object !== null && 'type' in object ? `{${object.type}}` : '';
        return `${type}${inner}`;
      });
  }

  async function refused(doing: Promise<unknown>, code: string): Promise<void> {
    const error = await doing.catch((problem: unknown) => problem);
    expect(error).to.be.instanceOf(Problem);
    expect((error as Problem).code).to.equal(code);
  }

  const storage = () => hub.hub.core.storage;

  it('names its moderators in a collection that is whole at its address, and announces with itself as the audience', async () => {
    const get = async (url: string) => (await amina.get(url)).body;
    const group = await get(garden);
    expect(group.attributedTo).to.equal(`${garden}/moderators`);
    expect(await get(String(group.attributedTo))).to.deep.include({
      type: 'OrderedCollection',
      totalItems: 1,
      orderedItems: [amina.actor.id],
    });
    await posted();
    expect(told()).to.deep.equal(['Announce{Create}', 'Announce']);
    expect(peer.received.at(-2)?.activity.audience).to.equal(garden);
  });

  it('takes a thing out: a removal for those who read such, an end of the boost for the others, and the author keeps it', async () => {
    const what = await posted();
    peer.received.length = 0;
    await moderate(amina, 'remove', what, { reason: 'Not about gardens' });
    expect(told()).to.have.members(['Announce{Delete}', 'Undo{Announce}']);
    const removal = peer.received.find(({ activity: each }) => each.type === 'Announce')?.activity.object as Json;
    expect(removal).to.include({ actor: amina.actor.id, object: what, summary: 'Not about gardens', audience: garden });
    const known = await storage().records.get(what);
    expect(known?.buried).to.equal(undefined);
    expect(await storage().links.get('shares', garden, what)).to.equal(undefined);
    expect((await amina.get(String(removal.id))).body.type, 'the removal is found at its own address').to.equal(
      'Delete',
    );

    peer.received.length = 0;
    await say(bob, activity(bob, 'Like', what));
    await posted(bob, { inReplyTo: what, name: undefined });
    expect(told(), 'nothing of it is passed on').to.deep.equal([]);

    await lift(amina, 'remove', what);
    expect(told()).to.deep.equal(['Announce{Undo}', 'Announce']);
    expect(await storage().links.get('shares', garden, what)).not.to.equal(undefined);
  });

  it('shows again what was taken back, whenever it is brought in anew', async () => {
    const what = await posted();
    for (let turn = 0; turn < 3; turn++) {
      await does(amina, { do: 'unshare', what, from: garden });
      expect(await storage().links.get('shares', garden, what)).to.equal(undefined);
      await does(amina, { do: 'share', what, into: [garden] });
      expect(await storage().links.get('shares', garden, what)).not.to.equal(undefined);
    }
    await does(chanda, { do: 'share', what, into: [garden] });
    expect((await storage().links.get('shares', garden, what))?.by, 'and once at a time').to.have.length(1);
  });

  it('closes a thread: answers are kept, and passed on to nobody until it is opened', async () => {
    const what = await posted();
    await moderate(amina, 'lock', what);
    expect(told().at(-1)).to.equal('Announce{Lock}');
    peer.received.length = 0;
    const answer = await posted(bob, { inReplyTo: what, name: undefined });
    expect(await storage().records.get(answer)).not.to.equal(undefined);
    expect(told()).to.deep.equal([]);
    const draft = { kind: 'discussion' as const, text: 'But…', inReplyTo: answer };
    await refused(perform(chanda.actor, { do: 'publish', draft }), 'not-allowed');
    await does(amina, { do: 'publish', draft });
    expect(told(), 'a moderator may still answer').to.deep.equal(['Announce{Create}']);
    await lift(amina, 'lock', what);
    expect(told().at(-1)).to.equal('Announce{Undo}');
    await does(chanda, { do: 'publish', draft });
    expect(told().at(-1)).to.equal('Announce{Create}');
  });

  it('does not get to close what others wrote by bringing it in', async () => {
    const made = await amina.post({ type: 'Note', content: 'Mine' });
    const what = made.location.replace(/\/create$/, '');
    await does(chanda, { do: 'share', what, into: [kitchen] });
    await does(chanda, { do: 'moderate', act: 'lock', group: kitchen, what });
    await does(amina, { do: 'publish', draft: { kind: 'discussion', text: 'And yours', inReplyTo: what } });
  });

  it('of the hub itself has things taken off its face by the hub’s keepers', async () => {
    const keeper = await hub.member('keeper', 'editor');
    const face = hub.hub.core.urls.hub;
    await say(eve, activity(eve, 'Follow', face));
    const made = await amina.post({ type: 'Note', content: 'For the hub' });
    const what = made.location.replace(/\/create$/, '');
    await hub.idle();
    peer.received.length = 0;
    await does(keeper, { do: 'moderate', act: 'remove', group: face, what });
    const forms = peer.received.map(({ activity: each }) => each).filter(({ actor }) => actor === face);
    expect(forms.map(({ type }) => type)).to.have.members(['Announce', 'Undo']);
    expect(await storage().links.get('shares', face, what)).to.equal(undefined);
    await refused(perform(amina.actor, { do: 'moderate', act: 'remove', group: face, what }), 'not-allowed');
  });

  it('keeps an actor out, until that is taken back', async () => {
    await moderate(amina, 'ban', bob.id, { reason: 'Advertises' });
    const ban = peer.received.find(({ activity: each }) => each.type === 'Announce')?.activity.object as Json;
    expect(ban).to.include({ type: 'Block', object: bob.id, target: garden, summary: 'Advertises' });
    peer.received.length = 0;
    const what = await posted();
    expect(await storage().records.get(what), 'it is still bob’s own post').not.to.equal(undefined);
    expect(told()).to.deep.equal([]);
    await lift(amina, 'ban', bob.id);
    await posted();
    expect(told()).to.deep.equal(['Announce{Undo}', 'Announce{Create}', 'Announce']);

    await moderate(amina, 'ban', chanda.actor.id);
    const draft = { kind: 'discussion' as const, text: 'Hello', groups: [garden] };
    await refused(perform(chanda.actor, { do: 'publish', draft }), 'not-allowed');
    await lift(amina, 'ban', chanda.actor.id);
    await refused(
      perform(amina.actor, { do: 'moderate', act: 'ban', group: garden, what: amina.actor.id }),
      'not-allowed',
    );
  });

  it('shows a thing first, and no longer', async () => {
    const what = await posted();
    const featured = async () => (await amina.get(`${garden}/featured?page=true`)).body.orderedItems;
    await moderate(amina, 'pin', what);
    expect(await featured()).to.deep.equal([what]);
    await lift(amina, 'pin', what);
    expect(await featured()).to.deep.equal([]);
    const forms = peer.received
      .map(({ activity: each }) => each.object)
      .filter(each => typeof each === 'object') as Json[];
    expect(forms.filter(({ type }) => type === 'Add' || type === 'Remove').map(({ target }) => target)).to.deep.equal([
      `${garden}/featured`,
      `${garden}/featured`,
    ]);
  });

  it('takes the word of a moderator elsewhere for as long as it is one', async () => {
    const what = await posted();
    const lock = (id: string) => ({
      ...activity(eve, 'Lock', what, { to: [PUBLIC], cc: [garden], audience: garden }),
      id,
    });
    await say(eve, lock(`${eve.id}#early`), 403);
    await moderate(amina, 'appoint', eve.id);
    expect((await amina.get(`${garden}/moderators`)).body.orderedItems).to.deep.equal([amina.actor.id, eve.id]);
    peer.received.length = 0;
    await say(eve, lock(`${eve.id}#lock`));
    expect(told()).to.deep.equal(['Announce{Lock}']);
    expect(peer.received.at(-1)?.activity.object, 'as it came').to.deep.equal(lock(`${eve.id}#lock`));
    await say(eve, activity(eve, 'Undo', lock(`${eve.id}#lock`), { to: [PUBLIC], cc: [garden] }));
    expect(await storage().links.any({ kind: 'locked', to: what })).to.equal(false);
    await say(eve, activity(eve, 'Delete', what, { to: [PUBLIC], cc: [garden], summary: 'Spam' }));
    expect(await storage().links.get('removed', garden, what)).not.to.equal(undefined);
    await say(eve, activity(eve, 'Add', bob.id, { target: `${garden}/moderators`, to: [PUBLIC], cc: [garden] }));
    await say(eve, activity(eve, 'Remove', bob.id, { target: `${garden}/moderators`, to: [PUBLIC], cc: [garden] }));
    expect((await amina.get(`${garden}/moderators`)).body.orderedItems).to.deep.equal([amina.actor.id, eve.id]);
    await lift(amina, 'appoint', eve.id);
    await say(eve, lock(`${eve.id}#late`), 403);
  });

  it('may be left by who opened it', async () => {
    const shed = await open(amina, 'shed');
    await does(amina, { do: 'moderate', act: 'appoint', group: shed, what: chanda.actor.id });
    await does(chanda, { do: 'lift', act: 'appoint', group: shed, what: amina.actor.id });
    expect((await amina.get(`${shed}/moderators`)).body.orderedItems).to.deep.equal([chanda.actor.id]);
    await refused(perform(amina.actor, { do: 'moderate', act: 'ban', group: shed, what: bob.id }), 'not-allowed');
  });

  it('is not kept by anybody else', async () => {
    const what = await posted();
    for (const act of ['remove', 'lock', 'pin'] as const) {
      await refused(perform(chanda.actor, { do: 'moderate', act, group: garden, what }), 'not-allowed');
      await refused(perform(chanda.actor, { do: 'moderate', act, group: kitchen, what }), 'not-allowed');
    }
    await refused(
      perform(chanda.actor, { do: 'moderate', act: 'appoint', group: garden, what: chanda.actor.id }),
      'not-allowed',
    );
    await refused(perform(chanda.actor, { do: 'moderate', act: 'ban', group: garden, what: bob.id }), 'not-allowed');
    await moderate(amina, 'lock', what);
    await refused(perform(chanda.actor, { do: 'lift', act: 'lock', group: garden, what }), 'not-allowed');
    const mallory = peer.actor('mallory');
    const to = { to: [PUBLIC], cc: [garden], audience: garden };
    await say(mallory, activity(mallory, 'Delete', what, { ...to, summary: 'mine' }), 403);
    await say(mallory, activity(mallory, 'Block', bob.id, { ...to, target: garden }), 403);
    await say(mallory, activity(mallory, 'Add', mallory.id, { ...to, target: `${garden}/moderators` }), 403);
    await say(mallory, activity(mallory, 'Undo', activity(amina.actor as never, 'Lock', what, to), to), 403);
    expect(await storage().links.get('locked', garden, what)).not.to.equal(undefined);
    expect(await storage().links.get('removed', garden, what)).to.equal(undefined);
  });

  it('acts through a member’s own program as well', async () => {
    const what = await posted();
    const said = async (activity: Json, status = 201) => {
      const answer = await amina.post(activity);
      expect(answer.status, answer.body).to.equal(status);
      await hub.idle();
    };
    await said({ type: 'Lock', object: what, audience: garden });
    expect(await storage().links.get('locked', garden, what)).not.to.equal(undefined);
    await said({ type: 'Undo', object: { type: 'Lock', object: what, audience: garden } });
    expect(await storage().links.get('locked', garden, what)).to.equal(undefined);
    await said({ type: 'Add', object: what, target: `${garden}/featured` });
    await said({ type: 'Remove', object: what, target: `${garden}/featured` });
    await said({ type: 'Block', object: bob.id, target: garden });
    await said({ type: 'Undo', object: { type: 'Block', object: bob.id, target: garden } });
    await said({ type: 'Delete', object: what, audience: garden, summary: 'Off topic' });
    expect(await storage().links.get('removed', garden, what)).not.to.equal(undefined);
    await said({ type: 'Add', object: what, target: `${peer.origin}/featured` }, 400);
    const made = await amina.post({ type: 'Note', content: 'Mine' });
    const own = made.location.replace(/\/create$/, '');
    await said({ type: 'Add', object: own, target: `${amina.actor.id}/featured` });
    await said({ type: 'Add', object: what, target: `${amina.actor.id}/featured` }, 403);
    expect((await amina.get(`${amina.actor.id}/featured?page=true`)).body.orderedItems).to.deep.equal([own]);
    await said({ type: 'Remove', object: own, target: `${amina.actor.id}/featured` });
    expect((await amina.get(`${amina.actor.id}/featured?page=true`)).body.orderedItems).to.deep.equal([]);
  });
});
