import { expect } from 'chai';
import { openPeer, type Peer } from '../helpers/peer.ts';
import { password, webHub } from './client.ts';

describe('Moving by form', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let peer: Peer;

  before(async () => {
    peer = await openPeer();
    place = await webHub({ devPeers: [peer.host] });
    await place.join('keeper', 'admin');
  });
  after(async () => {
    await place.hub.stop();
    await peer.close();
  });

  it('names other accounts, goes away with the password, and comes back', async () => {
    const { actor, client } = await place.join('amina');
    const there = peer.actor('ana', { name: 'Amina there', alsoKnownAs: [actor.id] });
    const handle = `@ana@${peer.host}`;
    expect((await client.post('/settings/accounts', { accounts: handle })).status).to.equal(303);
    expect((await client.get('/settings/moving')).body).to.include(`${handle}</textarea>`);
    const refused = await client.post('/settings/move', { account: handle, password: 'wrong' });
    expect(refused.status).to.equal(422);
    expect(refused.body).to.include('This is not your present password.').and.include(handle);
    expect((await client.post('/settings/move', { account: handle, password })).status).to.equal(303);
    expect((await client.get('/settings/moving')).body)
      .to.include('You have moved to')
      .and.include('Amina there');
    expect((await client.get('/@amina')).body)
      .to.include('Has moved to')
      .and.include(there.id.split('/').at(-1));
    await client.post('/settings/stay');
    expect((await client.get('/@amina')).body).not.to.include('Has moved to');
  });

  it('says what stands in the way', async () => {
    const { client } = await place.join('badru');
    peer.actor('bob');
    const { status, body } = await client.post('/settings/move', { account: `@bob@${peer.host}`, password });
    expect(status).to.equal(422);
    expect(body).to.include('The new account does not name this one yet.');
    const accounts = await client.post('/settings/accounts', { accounts: `@nobody@${peer.host}` });
    expect(accounts.body).to.include('Nobody was found under this handle or address.');
  });
});
