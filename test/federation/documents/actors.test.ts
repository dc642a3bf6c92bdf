import { createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import { isObject, type Json } from '../../../federation/read/json.ts';
import type { Actor, Discussion, Thing } from '../../../src/domain/records.ts';
import { expectGolden } from '../../golden/golden.ts';
import { brokenRequirements } from '../write/requirements.ts';
import {
  address,
  amina,
  ana,
  answer,
  budgets,
  guide,
  hub,
  instance,
  question,
  remote,
  urls,
} from '../write/samples.ts';
import { profiled, published, type Rig, startRig } from './rig.ts';

const at = '2026-03-01T12:00:00.000Z';

/** Every item of a collection, page by page, with the pages checked. */
async function crawl(rig: Rig, id: string, as?: string): Promise<unknown[]> {
  const options = as ? { as } : {};
  const head = await rig.get(id, options);
  expect(brokenRequirements(head.json)).to.deep.equal([]);
  const items: unknown[] = [];
  let next: unknown = head.json.first;
  while (typeof next === 'string') {
    const { status, json, text } = await rig.get(next, options);
    expect(status).to.equal(200);
    expect(json).to.include({ id: next, type: 'OrderedCollectionPage', partOf: id });
    expect(brokenRequirements(json)).to.deep.equal([]);
    expect(Buffer.byteLength(text)).to.be.at.most(1_000_000);
    items.push(...(json.orderedItems as unknown[]));
    next = json.next;
  }
  return items;
}

function objectIds(items: unknown[]): unknown[] {
  return items.map(item => {
    const object = (item as Json).object;
    return isObject(object) ? object.id : object;
  });
}

function note(n: number, more: Partial<Discussion> = {}): Discussion {
  const published = new Date(Date.parse('2026-02-10T00:00:00.123Z') + n * 60_000).toISOString();
  return { ...answer, id: address('o', n), visibility: 'public', addressed: [], published, ...more };
}

describe('the documents of an actor', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
    await rig.happen([profiled(budgets)]);
  });
  after(() => rig.close());

  it('are complete, with a key that is made once', async () => {
    for (const actor of [amina, budgets, hub, instance]) {
      const first = await rig.get(actor.id);
      expect(first.status).to.equal(200);
      expect(brokenRequirements(first.json)).to.deep.equal([]);
      const { publicKeyPem } = first.json.publicKey as { publicKeyPem: string };
      expect(createPublicKey(publicKeyPem).asymmetricKeyDetails?.modulusLength).to.equal(2048);
      expect((await rig.get(actor.id)).text).to.equal(first.text);
    }
  });

  it('are found from the page’s address by one redirect', async () => {
    const { status, headers } = await rig.get('/@Amina');
    expect(status).to.equal(302);
    expect(headers.get('location')).to.equal(amina.id);
    expect((await rig.get('/@amina', { accept: 'text/html' })).text).to.equal('<p>a page</p>');
    expect((await rig.get('/@nobody')).status).to.equal(404);
  });

  it('that never was are 404, those of who has left 410', async () => {
    const brief: Actor = { ...budgets, id: address('a', 77), handle: 'brief' };
    await rig.happen([profiled(brief)]);
    expect((await rig.get(brief.id)).status).to.equal(200);
    await rig.happen([{ type: 'departed', id: address('e', 77), actor: brief.id, at }]);
    expect((await rig.get(brief.id)).status).to.equal(410);
    expect((await rig.get(`${brief.id}/outbox`)).status).to.equal(410);
    expect((await rig.get(brief.id)).json).to.include({ id: brief.id, type: 'Tombstone', deleted: at });
    for (const path of ['/a/nobody', '/a/01K00000000000000000000099', '/a/01K00000000000000000000099/outbox']) {
      expect((await rig.get(path)).status, path).to.equal(404);
    }
  });
});

describe('an outbox', () => {
  let rig: Rig;
  const things = Array.from({ length: 120 }, (_, index) => note(index + 100));
  const circle = note(300, { visibility: 'followers' });
  const letter = note(301, { visibility: 'direct' });

  before(async () => {
    rig = await startRig();
    await rig.happen([profiled(ana), ...[...things, circle, letter, remote].map(thing => published(thing))]);
    await rig.happen([
      { type: 'shared', id: address('e', 1), actor: amina.id, at, what: remote.id, into: [], shown: true, box: [] },
      { type: 'shared', id: address('e', 2), actor: urls.hub, at, what: guide.id, into: [], shown: true, box: [] },
    ]);
  });
  after(() => rig.close());

  it('is complete, newest first, in pages that end', async () => {
    const { json } = await rig.get(`${amina.id}/outbox`);
    expect(json).to.include({ type: 'OrderedCollection', totalItems: 121 });
    const items = await crawl(rig, `${amina.id}/outbox`);
    expect(objectIds(items)).to.deep.equal([remote.id, ...things.map(thing => thing.id).reverse()]);
    const last = items.at(-1) as Json;
    expect(last).to.include({ type: 'Create', id: `${things[0]?.id}/create`, actor: amina.id });
    expect((last.object as Json).content).to.equal('<p>Asante sana.</p>');
  });

  it('shows its owner what went to few, and nobody else', async () => {
    const own = objectIds(await crawl(rig, `${amina.id}/outbox`, amina.id));
    expect(own).to.have.length(123).and.include.members([circle.id, letter.id]);
    const other = objectIds(await crawl(rig, `${amina.id}/outbox`, hub.id));
    expect(other).to.have.length(121).and.not.include.members([circle.id, letter.id]);
    const { headers } = await rig.get(`${amina.id}/outbox`, { as: amina.id });
    expect(headers.get('cache-control')).to.equal('private, no-store');
  });

  it('of a group has things of this hub whole and those of others by id', async () => {
    await rig.happen([profiled(budgets), published(guide)]);
    await rig.happen([
      { type: 'shared', id: address('e', 3), actor: budgets.id, at, what: guide.id, into: [], shown: true, box: [] },
      { type: 'shared', id: address('e', 4), actor: budgets.id, at, what: remote.id, into: [], shown: true, box: [] },
    ]);
    const { json } = await rig.get(`${budgets.id}/outbox?page=true`);
    expect(brokenRequirements(json)).to.deep.equal([]);
    expectGolden('outbox-page-community', json);
    expectGolden('outbox-community', (await rig.get(`${budgets.id}/outbox`)).json);
  });

  it('has no more what was withdrawn, taken back or never shown', async () => {
    const secret = note(310, { visibility: 'direct' });
    const lost = note(311);
    await rig.happen([published(secret), published(lost)]);
    const share = (n: number, what: Thing) => ({
      type: 'shared' as const,
      id: address('e', n),
      actor: instance.id,
      at,
      what: what.id,
      into: [],
      shown: true,
      box: [],
    });
    await rig.happen([share(10, secret), share(11, lost), share(12, question)]);
    const before = objectIds(await crawl(rig, `${instance.id}/outbox`));
    expect(before).to.have.members([lost.id, question.id]);
    await rig.happen([
      { type: 'withdrawn', id: address('e', 13), actor: amina.id, at, what: lost.id, author: amina.id },
    ]);
    expect(objectIds(await crawl(rig, `${instance.id}/outbox`))).to.deep.equal([question.id]);
    const undoes = { record: 'share' as const, id: address('e', 12), who: instance.id, what: question.id, into: [] };
    await rig.happen([
      { type: 'undone', id: address('e', 14), actor: instance.id, at, undoes: { ...undoes, published: at } },
    ]);
    expect(await crawl(rig, `${instance.id}/outbox`)).to.deep.equal([]);
  });

  it('is cut into pages that every peer can fetch, and loses nothing by it', async () => {
    const long: Actor = { ...budgets, id: address('a', 5), handle: 'long' };
    const large = Array.from({ length: 30 }, (_, index) =>
      note(400 + index, { author: long.id, content: `<p>${'long '.repeat(index === 7 ? 80_000 : 20_000)}</p>` }),
    );
    await rig.happen([profiled(long), ...large.map(thing => published(thing))]);
    const items = await crawl(rig, `${long.id}/outbox`);
    expect(objectIds(items)).to.deep.equal(large.map(thing => thing.id).reverse());
    expect(items.filter(item => typeof (item as Json).object === 'string')).to.have.length(1);
  });

  it('refuses a cursor that it did not give', async () => {
    const cursors = ['x', '', 'e30', '%00', Buffer.from('1 2').toString('base64url'), 'A'.repeat(9000)];
    for (const after of cursors) {
      const { status, json } = await rig.get(`${amina.id}/outbox?page=true&after=${after}`);
      expect(status, after.slice(0, 20)).to.equal(400);
      expect(json.type).to.equal('urn:learning-hub:problem:malformed');
    }
    const invented = Buffer.from(`999999999999999999 https://x.example/'"--`).toString('base64url');
    expect((await rig.get(`${amina.id}/outbox?page=true&after=${invented}`)).status).to.equal(200);
    expect((await rig.get(`${amina.id}/outbox?page=true&page=true&after=x&after=y`)).status).to.equal(400);
  });

  it('has no page for people, so everybody but a browser gets the document', async () => {
    expect((await rig.get(`${amina.id}/outbox`, { accept: '*/*' })).json.type).to.equal('OrderedCollection');
    expect((await rig.get(`${amina.id}/outbox`, { accept: 'text/html' })).text).to.equal('<p>a page</p>');
  });
});

describe('an inbox', () => {
  let rig: Rig;
  const toAmina: Discussion = { ...remote, visibility: 'direct', addressed: [amina.id] };
  const theirs: Discussion = {
    ...remote,
    id: 'https://m.example/users/ana/statuses/5',
    visibility: 'followers',
    addressed: [],
    mentions: [],
    published: '2026-02-08T00:00:00.000Z',
  };

  before(async () => {
    rig = await startRig();
    await rig.happen([profiled(ana), profiled(budgets), published(toAmina, [amina.id]), published(theirs)]);
    await rig.happen([published(guide)]);
    await rig.happen([
      { type: 'shared', id: address('e', 3), actor: budgets.id, at, what: guide.id, into: [], shown: true, box: [] },
      { type: 'followed', id: address('e', 1), actor: amina.id, at, whom: ana.id },
      {
        type: 'followAccepted',
        id: 'https://m.example/acc/1',
        actor: ana.id,
        at,
        follow: address('e', 1),
        who: amina.id,
      },
      { type: 'followed', id: address('e', 2), actor: amina.id, at, whom: budgets.id },
      { type: 'followAccepted', id: address('e', 4), actor: budgets.id, at, follow: address('e', 2), who: amina.id },
    ]);
  });
  after(() => rig.close());

  it('is its owner’s alone', async () => {
    const anybody = await rig.get(`${amina.id}/inbox`);
    expect(anybody.status).to.equal(401);
    expect(anybody.headers.get('www-authenticate')).to.equal('Bearer');
    expect((await rig.get(`${amina.id}/inbox`, { as: budgets.id })).status).to.equal(403);
    expect((await rig.get(`${amina.id}/inbox?page=true`, { as: 'nobody' })).status).to.equal(401);
  });

  it('has what concerns its owner and what those followed publish, whole and newest first', async () => {
    const items = await crawl(rig, `${amina.id}/inbox`, amina.id);
    expect(objectIds(items)).to.deep.equal([guide.id, theirs.id, toAmina.id]);
    expect(items.map(item => (item as Json).type)).to.deep.equal(['Announce', 'Create', 'Create']);
    for (const item of items) expect((item as Json).object).to.have.property('content');
    const { json } = await rig.get(`${amina.id}/inbox`, { as: amina.id });
    expect(json.totalItems).to.equal(3);
  });
});

describe('the lists of an actor', () => {
  let rig: Rig;
  const shy: Actor = { ...budgets, id: address('a', 8), kind: 'person', handle: 'shy', hidesFollowers: true };

  before(async () => {
    rig = await startRig();
    await rig.happen([profiled(ana), profiled(budgets), profiled(shy), published(guide), published(answer)]);
    await rig.happen([
      { type: 'followed', id: 'https://m.example/f/1', actor: ana.id, at, whom: budgets.id },
      {
        type: 'followAccepted',
        id: address('e', 1),
        actor: budgets.id,
        at,
        follow: 'https://m.example/f/1',
        who: ana.id,
      },
      { type: 'followed', id: 'https://m.example/f/2', actor: ana.id, at, whom: shy.id },
      { type: 'followAccepted', id: address('e', 2), actor: shy.id, at, follow: 'https://m.example/f/2', who: ana.id },
      { type: 'followed', id: address('e', 3), actor: shy.id, at, whom: amina.id },
      { type: 'pinned', id: address('e', 4), actor: budgets.id, at, what: guide.id },
      { type: 'liked', id: address('e', 5), actor: amina.id, at, what: guide.id },
      { type: 'liked', id: address('e', 6), actor: amina.id, at, what: address('o', 99) },
    ]);
  });
  after(() => rig.close());

  it('name who follows whom by id, and count those accepted', async () => {
    expect(await crawl(rig, `${budgets.id}/followers`)).to.deep.equal([ana.id]);
    expectGolden('followers-community', (await rig.get(`${budgets.id}/followers`)).json);
    expect((await rig.get(`${amina.id}/followers`)).json.totalItems).to.equal(0);
  });

  it('are told by their total alone to others when their owner wishes so', async () => {
    for (const part of ['followers', 'following']) {
      for (const query of ['', '?page=true']) {
        const { json } = await rig.get(`${shy.id}/${part}${query}`);
        expect(json.type).to.equal('OrderedCollection');
        expect(json).to.have.property('totalItems');
        expect(json).not.to.have.any.keys('first', 'orderedItems');
      }
    }
    const own = await rig.get(`${shy.id}/followers?page=true`, { as: shy.id });
    expect(own.json.orderedItems).to.deep.equal([ana.id]);
    expect(own.headers.get('cache-control')).to.equal('private, no-store');
  });

  it('have what is pinned and liked by id, as far as it can be seen', async () => {
    expect(await crawl(rig, `${budgets.id}/featured`)).to.deep.equal([guide.id]);
    expect(await crawl(rig, `${amina.id}/liked`)).to.deep.equal([guide.id]);
  });
});
