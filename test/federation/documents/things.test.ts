import { expect } from 'chai';
import type { Discussion } from '../../../src/domain/records.ts';
import { expectGolden } from '../../golden/golden.ts';
import { brokenRequirements } from '../write/requirements.ts';
import { address, amina, ana, answer, budgets, guide, question, remote, urls } from '../write/samples.ts';
import { profiled, published, type Rig, startRig } from './rig.ts';

const activityType = 'application/activity+json; charset=utf-8';
const at = '2026-03-01T12:00:00.000Z';

describe('the documents of a thing', () => {
  let rig: Rig;
  const circle: Discussion = { ...answer, id: address('o', 10), visibility: 'followers', addressed: [] };
  const letter: Discussion = { ...answer, id: address('o', 11), visibility: 'direct' };
  const reply: Discussion = { ...remote, id: 'https://m.example/users/ana/statuses/2', inReplyTo: guide.id };
  const whisper: Discussion = { ...answer, id: address('o', 12), visibility: 'direct', inReplyTo: guide.id };
  const gone: Discussion = { ...question, id: address('o', 13) };

  before(async () => {
    rig = await startRig();
    await rig.happen([profiled(budgets), profiled(ana)]);
    await rig.happen([guide, question, circle, letter, reply, whisper, gone].map(thing => published(thing)));
    await rig.happen([
      { type: 'withdrawn', id: address('e', 20), actor: amina.id, at, what: gone.id, author: amina.id },
      { type: 'liked', id: address('e', 21), actor: budgets.id, at, what: guide.id },
      { type: 'liked', id: 'https://m.example/users/ana#likes/1', actor: ana.id, at, what: guide.id },
      { type: 'shared', id: address('e', 22), actor: urls.hub, at, what: guide.id, into: [], shown: true, box: [] },
    ]);
  });
  after(() => rig.close());

  it('is the golden one, in the one type, kept for a minute and open to other origins', async () => {
    const { status, headers, json } = await rig.get(guide.id);
    expect(status).to.equal(200);
    expect(headers.get('content-type')).to.equal(activityType);
    expect(headers.get('vary')).to.equal('Accept, Authorization, Signature, Signature-Input');
    expect(headers.get('cache-control')).to.equal('public, max-age=60');
    expect(headers.get('access-control-allow-origin')).to.equal('*');
    expectGolden('thing-resource', json);
  });

  it('is not sent again to who has it', async () => {
    const first = await rig.get(guide.id);
    const etag = String(first.headers.get('etag'));
    const again = await rig.get(guide.id, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } });
    expect(again.status).to.equal(304);
    expect(again.text).to.equal('');
  });

  it('gives way to the page, which depends on the same headers', async () => {
    for (const accept of ['*/*', 'text/html']) {
      const { headers, text } = await rig.get(guide.id, { accept });
      expect(text).to.equal('<p>a page</p>');
      expect(headers.get('vary')).to.equal('Accept, Authorization, Signature, Signature-Input');
    }
  });

  it('has the activity that made it', async () => {
    const { json } = await rig.get(urls.thingPart(guide.id, 'create'), { accept: '*/*' });
    expectGolden('create-resource', json);
  });

  it('that is withdrawn is a Tombstone', async () => {
    for (const id of [gone.id, urls.thingPart(gone.id, 'create'), urls.thingPart(gone.id, 'replies')]) {
      const { status, headers, json } = await rig.get(id);
      expect(status).to.equal(410);
      expect(headers.get('content-type')).to.equal(activityType);
      expect(brokenRequirements(json)).to.deep.equal([]);
      expectGolden('tombstone', json);
    }
  });

  it('that never was is 404, and so is every address like it', async () => {
    for (const path of ['/o/01K99999999999999999999999', '/o/x', '/o/..%2fa%2fhub', `/o/${'9'.repeat(3000)}`]) {
      const { status, headers, json } = await rig.get(path);
      expect(status, path).to.equal(404);
      expect(headers.get('content-type')).to.equal('application/problem+json; charset=utf-8');
      expect(json.type).to.equal('urn:learning-hub:problem:not-found');
    }
  });

  it('that is for few is there for them alone, and nobody keeps it', async () => {
    await rig.happen([
      { type: 'followed', id: address('e', 30), actor: budgets.id, at, whom: amina.id },
      { type: 'followAccepted', id: address('e', 31), actor: amina.id, at, follow: address('e', 30), who: budgets.id },
    ]);
    for (const thing of [circle, letter]) {
      expect((await rig.get(thing.id)).status).to.equal(404);
      expect((await rig.get(urls.thingPart(thing.id, 'create'))).status).to.equal(404);
      expect((await rig.get(urls.thingPart(thing.id, 'likes'))).status).to.equal(404);
      const own = await rig.get(thing.id, { as: amina.id });
      expect(own.status).to.equal(200);
      expect(own.headers.get('cache-control')).to.equal('private, no-store');
    }
    expect((await rig.get(circle.id, { as: budgets.id })).status).to.equal(200);
    expect((await rig.get(letter.id, { as: budgets.id })).status).to.equal(404);
  });

  it('of another hub is not served as ours', async () => {
    expect((await rig.get('/o/https:%2f%2fm.example%2fusers%2fana%2fstatuses%2f2')).status).to.equal(404);
  });

  it('has its answers, those that the reader may see', async () => {
    const head = await rig.get(urls.thingPart(guide.id, 'replies'));
    expect(head.json).to.include({ type: 'OrderedCollection', totalItems: 2 });
    const page = await rig.get(String(head.json.first));
    expect(brokenRequirements(page.json)).to.deep.equal([]);
    expect(page.json.orderedItems).to.deep.equal([reply.id]);
    const own = await rig.get(String(head.json.first), { as: amina.id });
    expect(own.json.orderedItems).to.have.members([reply.id, whisper.id]);
    expect(own.headers.get('cache-control')).to.equal('private, no-store');
  });

  it('has its likes and shares by activity', async () => {
    const likes = await rig.get(`${urls.thingPart(guide.id, 'likes')}?page=true`);
    expect(likes.json.orderedItems).to.have.members([address('e', 21), 'https://m.example/users/ana#likes/1']);
    const shares = await rig.get(`${urls.thingPart(guide.id, 'shares')}?page=true`);
    expect(shares.json.orderedItems).to.deep.equal([address('e', 22)]);
    const letterLikes = await rig.get(`${urls.thingPart(letter.id, 'likes')}?page=true`, { as: amina.id });
    expect(letterLikes.json).to.include({ type: 'OrderedCollection', totalItems: 0 });
    expect(letterLikes.json).not.to.have.property('first');
  });
});
