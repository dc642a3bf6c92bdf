// Keeping a community by its pages: what is shown to whom, what a form does, what it refuses.
import { expect } from 'chai';
import { openPeer, type Peer } from '../helpers/peer.ts';
import { type Client, makeClient, webHub } from './client.ts';

describe('Keeping a community', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let peer: Peer;
  let amina: Client;
  let chanda: Client;
  let path: string;
  let group: string;

  before(async () => {
    [place, peer] = [await webHub(), await openPeer()];
    await place.join('keeper', 'admin');
    amina = (await place.join('amina')).client;
    chanda = (await place.join('chanda')).client;
    await amina.post('/communities/new', { name: 'Garden', handle: 'garden', summary: '', language: 'en' });
    const [link] = await place.hub.hub.core.storage.links.list(
      { kind: 'handle', from: `garden@${new URL(place.hub.origin).host}` },
      { limit: 1 },
    );
    group = link?.to ?? '';
    const answer = await chanda.post('/new/discussion', { text: 'Which seeds?', groups: [group], language: 'en' });
    path = answer.location;
    await place.hub.idle();
  });
  after(async () => {
    await place.hub.stop();
    await peer.close();
  });

  const act = (who: Client, fields: Record<string, string>) => who.post(`${path}/moderate`, { group, ...fields });

  it('is offered to its moderators and to nobody else', async () => {
    expect((await amina.get(path)).body).to.include(`${path}/moderate`);
    expect((await chanda.get(path)).body).not.to.include(`${path}/moderate`);
    expect((await chanda.get(`${path}/moderate`)).status).to.equal(404);
    expect((await chanda.get('/@garden/moderate')).status).to.equal(404);
    expect((await makeClient(place.hub.origin).get(`${path}/moderate`)).location).to.include('/sign-in');
    expect((await act(chanda, { act: 'lock' })).status).to.equal(403);
    expect((await act(amina, { act: 'dance' })).status).to.equal(400);
  });

  it('closes a thread and says so, and opens it', async () => {
    expect((await act(amina, { act: 'lock' })).status).to.equal(303);
    expect((await chanda.get(path)).body)
      .to.include('This thread is closed to answers.')
      .and.not.include(`${path}/reply"`);
    const refused = await chanda.post(`${path}/reply`, { text: 'But…', language: 'en' });
    expect(refused.status).to.be.oneOf([403, 422]);
    await act(amina, { act: 'lock', end: 'yes' });
    expect((await chanda.get(path)).body).to.include(`${path}/reply"`);
  });

  it('shows first, takes out and puts back', async () => {
    await act(amina, { act: 'pin' });
    expect((await chanda.get('/@garden')).body).to.include('Shown first');
    await act(amina, { act: 'pin', end: 'yes' });
    expect((await chanda.get('/@garden')).body).not.to.include('Shown first');
    await act(amina, { act: 'remove', reason: 'Not a garden' });
    await place.hub.idle();
    expect((await chanda.get('/@garden')).body).not.to.include(path);
    expect((await chanda.get(path)).status, 'it is still its author’s').to.equal(200);
    const desk = (await amina.get('/@garden/moderate')).body;
    expect(desk).to.include('Not a garden').and.include(path);
    await act(amina, { act: 'remove', end: 'yes' });
    await place.hub.idle();
    expect((await chanda.get('/@garden')).body).to.include(path);
  });

  it('keeps somebody out, who is told so', async () => {
    await act(amina, { act: 'ban', reason: 'Advertises' });
    const refused = await chanda.post('/new/discussion', { text: 'Buy', groups: [group], language: 'en' });
    expect(refused.status).to.be.oneOf([403, 422]);
    expect(refused.body).to.include('does not take contributions of yours');
    await act(amina, { act: 'ban', end: 'yes' });
    expect((await chanda.post('/new/discussion', { text: 'Water', groups: [group], language: 'en' })).status).to.equal(
      303,
    );
  });

  it('makes moderators, who appear on its page, and refuses who is not found', async () => {
    const appoint = (what: string) => amina.post('/@garden/moderate', { act: 'appoint', what });
    const nobody = await appoint('nobody');
    expect(nobody.status).to.equal(422);
    expect(nobody.body).to.include('Nobody was found');
    expect((await appoint('')).status).to.equal(422);
    expect((await appoint('@chanda')).status).to.equal(303);
    expect((await makeClient(place.hub.origin).get('/@garden')).body).to.include('chanda the member');
    expect((await chanda.get('/@garden/moderate')).status).to.equal(200);
    const id = (await place.hub.hub.core.storage.links.list({ kind: 'moderator', from: group }, { limit: 10 })).map(
      ({ to }) => to,
    );
    expect(id).to.have.length(2);
    const [mine] = id;
    await amina.post('/@garden/moderate', { act: 'appoint', what: mine ?? '', end: 'yes' });
    expect((await chanda.get('/@garden/moderate')).status).to.equal(404);
  });
});
