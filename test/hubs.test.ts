// Two hubs and what members of one do that the other must see: the main job, end to end, over HTTP.
import { expect } from 'chai';
import { freePort } from '../scripts/free-port.ts';
import { startHub, type TestHub, type TestMember } from './helpers/hub.ts';

const article = {
  type: 'Article',
  name: 'Tracking the education budget',
  content: '<p>Follow the money from the ministry to the classroom.</p>',
  summary: 'A guide for district committees.',
  contentMap: { en: '<p>Follow the money from the ministry to the classroom.</p>' },
  license: 'https://creativecommons.org/licenses/by/4.0/',
  about: [{ id: 'http://metadata.un.org/sdg/4' }],
  to: ['https://www.w3.org/ns/activitystreams#Public'],
};

async function settle(...hubs: TestHub[]): Promise<void> {
  for (let round = 0; round < 4; round++) for (const hub of hubs) await hub.idle();
}

describe('two hubs', () => {
  let lusaka: TestHub;
  let dakar: TestHub;
  let amina: TestMember;
  let binta: TestMember;

  before(async () => {
    const ports = [await freePort(), await freePort()] as const;
    const devPeers = ports.map(port => `127.0.0.1:${port}`);
    lusaka = await startHub({ name: 'Lusaka', port: ports[0], devPeers });
    dakar = await startHub({ name: 'Dakar', port: ports[1], devPeers });
    amina = await lusaka.member('amina', 'admin');
    binta = await dakar.member('binta', 'admin');
  });

  after(async () => {
    await lusaka.stop();
    await dakar.stop();
  });

  it('let a member follow the other hub, and see there what it publishes', async () => {
    const followed = await binta.post({ type: 'Follow', object: lusaka.hub.core.urls.hub });
    expect(followed.status, followed.body).to.equal(201);
    await settle(dakar, lusaka, dakar);
    const { body } = await binta.get(`${binta.actor.id}/following?page=true`);
    expect(body.orderedItems).to.deep.equal([lusaka.hub.core.urls.hub]);

    const published = await amina.post(article);
    expect(published.status, published.body).to.equal(201);
    await settle(lusaka, dakar);
    const found = await dakar.search('q=budget');
    expect(found.items.map(item => item.name)).to.deep.equal([article.name]);
    expect(found.items[0]).to.include({ kind: 'resource', hub: lusaka.hub.core.urls.host });
    const inbox = await binta.get(`${binta.actor.id}/inbox?page=true`);
    expect(JSON.stringify(inbox.body.orderedItems)).to.include(found.items[0]?.id);
    const author = await dakar.hub.core.storage.records.get(amina.actor.id);
    expect(author?.kind, 'the author, whom only her hub spoke of').to.equal('actor');
  });

  it('carry words of any length to whom they are for: all, followers, or one', async () => {
    await binta.post({ type: 'Follow', object: amina.actor.id });
    await settle(dakar, lusaka, dakar);
    const everybody = 'https://www.w3.org/ns/activitystreams#Public';
    const followers = `${amina.actor.id}/followers`;
    for (const audience of [
      { to: [everybody] },
      { to: [followers], cc: [everybody] },
      { to: [followers] },
      { to: [binta.actor.id] },
    ]) {
      for (const times of [1, 20_000]) {
        const said = `${JSON.stringify(audience)} ${times}`;
        const content = `<p>${'word '.repeat(times)}</p>`;
        const { location } = await amina.post({ type: 'Note', content, ...audience });
        const id = location.replace(/\/create$/, '');
        await settle(lusaka, dakar);
        expect((await dakar.hub.core.storage.records.get(id))?.body, said).to.include({ content });
        const inbox = await binta.get(`${binta.actor.id}/inbox?page=true`);
        expect(JSON.stringify(inbox.body.orderedItems), said).to.include(id);
      }
    }
  });

  it('carry an edit and a withdrawal across', async () => {
    const [item] = (await lusaka.search('q=budget')).items;
    const edited = await amina.post({
      type: 'Update',
      object: { ...article, id: item?.id, name: 'Tracking school grants' },
    });
    expect(edited.status, edited.body).to.equal(201);
    await settle(lusaka, dakar);
    expect((await dakar.search('q=grants')).items.map(each => each.id)).to.deep.equal([item?.id]);

    expect((await amina.post({ type: 'Delete', object: item?.id })).status).to.equal(201);
    await settle(lusaka, dakar);
    expect((await dakar.search('q=grants')).total).to.equal(0);
    const gone = await fetch(String(item?.id), { headers: { accept: 'application/activity+json' } });
    expect(gone.status).to.equal(410);
    expect(await gone.json()).to.include({ type: 'Tombstone', formerType: 'Article' });
  });

  it('let a discussion of one be answered from the other', async () => {
    const asked = await amina.post({ type: 'Note', content: '<p>What works in mother-tongue teaching?</p>' });
    await settle(lusaka, dakar);
    const [question] = (await dakar.search('q=tongue')).items;
    expect(question, asked.body).to.include({ kind: 'discussion' });
    const answered = await binta.post({
      type: 'Note',
      content: '<p>Teachers who share the language, first of all.</p>',
      inReplyTo: question?.id,
    });
    expect(answered.status, answered.body).to.equal(201);
    await settle(dakar, lusaka);
    const replies = await amina.get(`${question?.id}/replies?page=true`);
    expect(replies.body.totalItems).to.equal(1);
    expect((await lusaka.search('q=share')).items).to.have.length(1);
    const inbox = await amina.get(`${amina.actor.id}/inbox?page=true`);
    expect(JSON.stringify(inbox.body.orderedItems)).to.include('Teachers who share');
  });
});

describe('a national hub that follows the secretariat', () => {
  let lusaka: TestHub;
  let dakar: TestHub;
  let secretariat: TestHub;

  before(async () => {
    const ports = [await freePort(), await freePort(), await freePort()] as const;
    const devPeers = ports.map(port => `127.0.0.1:${port}`);
    lusaka = await startHub({ name: 'Lusaka', port: ports[0], devPeers });
    dakar = await startHub({ name: 'Dakar', port: ports[1], devPeers });
    secretariat = await startHub({ name: 'Movement', port: ports[2], devPeers });
  });
  after(async () => {
    for (const hub of [lusaka, dakar, secretariat]) await hub.stop();
  });

  it('has what another published, then its edit, then its withdrawal', async () => {
    const gather = async (at: TestHub, from: TestHub) => {
      const when = new Date().toISOString();
      const { urls, take } = at.hub.core;
      await take(
        { type: 'peerAdded', id: urls.newActivity(), actor: urls.hub, at: when, origin: from.origin },
        'local',
      );
    };
    await gather(secretariat, lusaka);
    await gather(dakar, secretariat);
    await gather(lusaka, secretariat);
    await settle(lusaka, secretariat, dakar);
    const amina = await lusaka.member('amina', 'admin');
    const published = await amina.post(article);
    const id = published.location.replace(/\/create$/, '');
    const names = async (hub: TestHub) => (await hub.search('kind=resource')).items.map(item => [item.id, item.name]);
    const expectEverywhere = async (expected: string[][]) => {
      await settle(lusaka, secretariat, dakar);
      for (const hub of [lusaka, secretariat, dakar]) expect(await names(hub), hub.origin).to.deep.equal(expected);
    };
    await expectEverywhere([[id, article.name]]);
    await amina.post({ type: 'Update', object: { ...article, id, name: 'Tracking school grants' } });
    await expectEverywhere([[id, 'Tracking school grants']]);
    await amina.post({ type: 'Delete', object: id });
    await expectEverywhere([]);
    expect((await dakar.hub.core.storage.records.get(id))?.buried).to.be.a('string');
  });
});
