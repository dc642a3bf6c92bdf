// Relays (FEP-ae0c): this hub subscribed to one, by inbox and by actor, and this hub as one that others subscribe to.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('a relay', () => {
  let relayHost: Peer;
  let origin: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let relay: PeerActor;
  let author: PeerActor;

  beforeEach(async () => {
    [relayHost, origin] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [relayHost.host, origin.host] });
    amina = await hub.member('amina', 'admin');
    relay = relayHost.actor('relay', { type: 'Application', inbox: `${relayHost.origin}/inbox` });
    relayHost.documents.set('/actor', { ...relay.document, id: `${relayHost.origin}/users/relay` });
    author = origin.actor('author');
  });
  afterEach(async () => {
    await hub.stop();
    await Promise.all([relayHost.close(), origin.close()]);
  });

  const chosen = async (address: string, wanted = true) => {
    const { core } = hub.hub;
    const event = { id: core.urls.newActivity(), actor: core.home.hub, at: new Date().toISOString() };
    await core.takeLocal({ ...event, type: 'relayChosen', address, wanted });
    await hub.idle();
  };
  const say = async (as: PeerActor, what: Json, inbox = '/inbox') => {
    const { status } = await send(hub.url(inbox), what, as);
    await hub.idle();
    return status;
  };
  const sent = (type: string) =>
    relayHost.received.map(({ activity: each }) => each).filter(each => each.type === type);
  const found = async (word: string) => (await hub.search(`q=${word}`)).total;
  const published = (word: string) => {
    const made = create(author, { content: `<p>${word}</p>` });
    origin.documents.set(new URL(made.id).pathname, made.object);
    return made;
  };
  const subscribe = async (address = `${relayHost.origin}/inbox`) => {
    await chosen(address);
    await say(relay, activity(relay, 'Accept', sent('Follow').at(-1)));
  };

  it('is asked for everything by its inbox, as Mastodon asks, and followed by its actor, as LitePub does', async () => {
    await chosen(`${relayHost.origin}/inbox`);
    expect(sent('Follow')[0]).to.deep.include({ actor: `${hub.origin}/a/instance`, object: PUBLIC });
    await chosen(`${relayHost.origin}/inbox`, false);
    expect(sent('Undo')[0]?.object).to.deep.include({ type: 'Follow', object: PUBLIC });
    await chosen(relay.id);
    expect(sent('Follow')[1]).to.include({ object: relay.id });
    await say(relay, activity(relay, 'Follow', `${hub.origin}/a/instance`));
    expect(sent('Accept'), 'its own follow back').to.have.length(1);
  });

  it('has what it announces fetched from its origin, and brings nothing of its own making', async () => {
    await subscribe();
    const made = published('relayedword');
    await say(relay, activity(relay, 'Announce', made.id));
    expect(await found('relayedword')).to.equal(1);
    const forged = { ...published('genuineword').object, content: '<p>forgedword</p>' };
    await say(relay, activity(relay, 'Announce', forged));
    expect([await found('forgedword'), await found('genuineword')]).to.deep.equal([0, 1]);
    const nowhere = create(author, { content: '<p>inventedword</p>' });
    await say(relay, activity(relay, 'Announce', nowhere.object));
    expect(await found('inventedword')).to.equal(0);
  });

  it('that passes on the words of others in its own name is believed in their address alone', async () => {
    await subscribe();
    const made = published('truthful');
    const told = { ...made.activity, object: { ...made.object, content: '<p>lying</p>' } };
    expect(await say(relay, told)).to.equal(202);
    expect([await found('lying'), await found('truthful')]).to.deep.equal([0, 1]);
    origin.documents.delete(new URL(made.id).pathname);
    expect(await say(relay, activity(author, 'Delete', made.id))).to.equal(202);
    expect(await found('truthful'), 'its origin has it no more').to.equal(0);
    const other = published('standing');
    await say(relay, other.activity);
    await say(relay, activity(author, 'Delete', other.id));
    expect(await found('standing'), 'its origin has it still').to.equal(1);
  });

  it('that was not chosen, or is no longer, brings nothing and asks nobody', async () => {
    const made = published('unasked');
    const before = origin.asked.length;
    expect(await say(relay, activity(relay, 'Announce', made.id))).to.equal(202);
    expect(await say(relay, made.activity)).to.equal(401);
    expect(origin.asked.length).to.equal(before);
    await subscribe();
    await chosen(`${relayHost.origin}/inbox`, false);
    await say(relay, activity(relay, 'Announce', made.id));
    expect(await say(relay, made.activity)).to.equal(401);
    expect(await found('unasked')).to.equal(0);
  });

  it('is not taken for one because an actor points to its inbox elsewhere', async () => {
    const liar = origin.actor('relay', { inbox: `${relayHost.origin}/inbox` });
    origin.documents.set('/actor', liar.document);
    await chosen(`${origin.origin}/inbox`);
    expect(sent('Follow')).to.deep.equal([]);
  });

  it('that follows this hub by its name is followed in return, until it leaves, and brings nothing by that', async () => {
    const { hub: group } = hub.hub.core.urls;
    const follow = activity(relay, 'Follow', group);
    expect(await say(relay, follow)).to.equal(202);
    expect(sent('Accept')[0]).to.deep.include({ actor: group });
    expect(sent('Follow')[0]).to.include({ actor: group, object: relay.id });
    expect(await say(relay, activity(relay, 'Accept', sent('Follow')[0]))).to.equal(202);
    const made = published('okapi');
    expect(await say(relay, activity(relay, 'Announce', made.id))).to.equal(202);
    expect(await found('okapi')).to.equal(0);
    const asked = origin.asked.filter(path => path === new URL(made.id).pathname);
    expect(asked, 'nobody is asked on its word').to.deep.equal([]);
    await amina.post({ type: 'Note', content: 'From here.', to: [PUBLIC] });
    await hub.idle();
    expect(sent('Announce').map(({ object }) => typeof object)).to.include('string');
    expect(await say(relay, activity(relay, 'Undo', follow))).to.equal(202);
    expect(sent('Undo')[0]?.object).to.include({ type: 'Follow', actor: group, object: relay.id });
    const { links } = hub.hub.core.storage;
    expect(await links.get('follows', relay.id, group)).to.equal(undefined);
    const person = relayHost.actor('person');
    await say(person, activity(person, 'Follow', group));
    await say(relay, activity(relay, 'Follow', PUBLIC));
    expect(sent('Follow'), 'people, and who asks in Mastodon’s way, are not').to.have.length(1);
  });

  it('is what this hub is to those who ask it for everything: they get what its group announces', async () => {
    for (const inbox of ['/a/hub/inbox', '/inbox']) {
      const word = activity(relay, 'Follow', PUBLIC, { id: `${relay.id}#follow-${inbox}` });
      expect(await say(relay, word, inbox)).to.equal(202);
      const accept = sent('Accept').at(-1)?.object;
      expect(accept).to.deep.include({ id: word.id, type: 'Follow', actor: relay.id, object: PUBLIC });
      const before = sent('Announce').length;
      await amina.post({ type: 'Note', content: 'For all relays' });
      await hub.idle();
      expect(sent('Announce').length).to.be.greaterThan(before);
      await say(relay, activity(relay, 'Undo', word));
      const after = sent('Announce').length;
      await amina.post({ type: 'Note', content: 'After' });
      await hub.idle();
      expect(sent('Announce').length).to.equal(after);
    }
  });
});
