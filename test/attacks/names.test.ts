// Two actors of one server that claim one name: nobody is shown under the name of another, whoever came first. Whose a name
// is, its server says by WebFinger; it is asked where there is a doubt, and once.
import { expect } from 'chai';
import type { Actor } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import {
  activity,
  ask,
  create,
  type Json,
  openPeer,
  type Peer,
  type PeerActor,
  PUBLIC,
  send,
} from '../helpers/peer.ts';

describe('a name that two claim', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;

  beforeEach(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina', 'admin');
  });
  afterEach(async () => {
    await hub.stop();
    await peer.close();
  });

  async function say(as: PeerActor, what: Json): Promise<void> {
    const { status, text } = await send(hub.url('/inbox'), what, as);
    expect(status, text).to.equal(202);
    await hub.idle();
  }
  const meet = (who: PeerActor) => say(who, create(who, { to: [PUBLIC, amina.actor.id] }).activity);
  const handleAt = async (id: string) =>
    ((await hub.hub.core.storage.records.get(id))?.body as Actor | undefined)?.handle;
  const handleOf = ({ id }: PeerActor) => handleAt(id);
  const page = async (name: string) =>
    (await ask(hub.url(`/@${name}@${peer.host}`), { headers: { accept: 'text/html' } })).text;
  const questions = () => peer.asked.filter(path => path.startsWith('/.well-known/webfinger')).length;

  it('stays with the one whose it is, when the other comes later', async () => {
    const ana = peer.actor('ana');
    const mallory = peer.actor('mallory', { preferredUsername: 'ana', name: 'Mallory' });
    await meet(ana);
    expect(questions()).to.equal(0);
    await meet(mallory);
    expect(await handleOf(ana)).to.equal('ana');
    expect(await handleOf(mallory)).to.match(/^unconfirmed-[0-9a-f]{12}$/);
    expect(await page('ana'))
      .to.include('ana')
      .and.not.include('Mallory');
    await meet(mallory);
    expect(questions()).to.equal(1);
  });

  it('is not had by one who comes before the one whose it is', async () => {
    const mallory = peer.actor('mallory', { preferredUsername: 'Ana', name: 'Mallory' });
    peer.documents.set(webfinger('Ana'), { links: [self(`${peer.origin}/users/ana`)] });
    await meet(mallory);
    expect(await handleOf(mallory)).to.match(/^unconfirmed-/);
    const ana = peer.actor('ana', { name: 'The true Ana' });
    await meet(ana);
    expect(await handleOf(ana)).to.equal('ana');
    expect(await page('ana')).to.include('The true Ana');
  });

  it('goes over to the one whom its server means now', async () => {
    const before = peer.actor('1', { preferredUsername: 'ana' });
    peer.documents.set(webfinger('ana'), { links: [self(before.id)] });
    await meet(before);
    expect(await handleOf(before)).to.equal('ana');
    const now = peer.actor('2', { preferredUsername: 'ana' });
    peer.documents.set(webfinger('ana'), { links: [self(now.id)] });
    await meet(now);
    expect(await handleOf(now)).to.equal('ana');
    expect(await handleOf(before)).to.match(/^unconfirmed-/);
  });

  it('is not taken by a new profile that its actor sends', async () => {
    const ana = peer.actor('ana');
    const mallory = peer.actor('mallory');
    for (const who of [ana, mallory]) await meet(who);
    await say(mallory, activity(mallory, 'Update', { ...mallory.document, preferredUsername: 'ana', name: 'New' }));
    const stored = (await hub.hub.core.storage.records.get(mallory.id))?.body as Actor;
    expect(stored).to.include({ name: 'New', handle: 'mallory' });
  });

  it('is asked for some times in a minute and no more, however many claim it', async () => {
    peer.documents.set(webfinger('ana'), { links: [self(`${peer.origin}/users/ana`)] });
    for (let n = 0; n < 8; n++) await meet(peer.actor(`claimant-${n}`, { preferredUsername: 'ana' }));
    expect(questions()).to.equal(3);
    for (let n = 0; n < 8; n++) expect(await handleAt(`${peer.origin}/users/claimant-${n}`)).to.match(/^unconfirmed-/);
  });

  it('is believed where the server does not say and nobody else has it', async () => {
    const { id, document, ...rest } = peer.actor('7', { preferredUsername: 'rui' });
    peer.documents.delete(webfinger('7'));
    await meet({ id, document, ...rest });
    expect(await handleOf({ id, document, ...rest })).to.equal('rui');
  });

  const webfinger = (name: string) =>
    `/.well-known/webfinger?resource=${encodeURIComponent(`acct:${name}@${peer.host}`)}`;
  const self = (href: string) => ({ rel: 'self', type: 'application/activity+json', href });
});
