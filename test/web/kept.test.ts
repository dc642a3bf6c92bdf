// Pages that are kept for those who are not signed in: never older than what was applied, and never somebody else's.
import { expect } from 'chai';
import { makeClient, three, webHub } from './client.ts';

describe('pages kept for everybody', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let member: Awaited<ReturnType<typeof place.join>>['client'];
  let path: string;
  before(async () => {
    place = await webHub();
    member = (await place.join('amina', 'admin')).client;
    path = (await member.upload('/new/resource', { ...three, text: 'Words to read. '.repeat(200) })).location;
    await place.hub.idle();
  });
  after(() => place.hub.stop());

  const anybody = () => makeClient(place.hub.origin);
  /** How often records were read while it was done. */
  const readsDuring = async (work: () => Promise<unknown>) => {
    const { records } = place.hub.hub.core.storage;
    const { get, getMany } = records;
    let reads = 0;
    records.get = id => {
      reads += 1;
      return get(id);
    };
    records.getMany = ids => {
      reads += 1;
      return getMany(ids);
    };
    await work();
    Object.assign(records, { get, getMany });
    return reads;
  };

  it('are sent again as they were, without being made again', async () => {
    const first = await anybody().get(path);
    const reads = await readsDuring(async () => {
      const again = await anybody().get(path);
      expect(again.body).to.equal(first.body);
      for (const name of [
        'content-type',
        'content-language',
        'cache-control',
        'vary',
        'etag',
        'content-security-policy',
      ])
        expect(again.headers.get(name), name).to.equal(first.headers.get(name)).and.not.equal(null);
      const fresh = await anybody().get(path, {
        'if-none-match': first.headers.get('etag') ?? '',
        'cache-control': 'max-age=0',
      });
      expect(fresh.status).to.equal(304);
    });
    expect(reads).to.equal(0);
  });

  it('are made once for all who ask at the same time', async () => {
    const alone = await readsDuring(() => anybody().get(`${path}?asked=alone`));
    const bodies = new Set<string>();
    const together = await readsDuring(async () => {
      const asked = Array.from({ length: 20 }, () => anybody().get(`${path}?asked=together`));
      for (const { status, body } of await Promise.all(asked)) {
        expect(status).to.equal(200);
        bodies.add(body);
      }
    });
    expect(bodies.size).to.equal(1);
    expect(together).to.equal(alone).and.be.above(0);
  });

  it('do not stand in the way of the document at the same address, nor of who asks for less than the whole', async () => {
    for (let times = 0; times < 2; times += 1) {
      expect((await anybody().get(path)).headers.get('content-type')).to.include('text/html');
      const document = await anybody().get(path, { accept: 'application/activity+json' });
      expect(document.headers.get('content-type')).to.include('application/activity+json');
      expect(JSON.parse(document.body).id).to.equal(`${place.hub.origin}${path}`);
      const head = await fetch(`${place.hub.origin}${path}`, { method: 'HEAD', headers: { accept: 'text/html' } });
      expect(head.headers.get('etag')).to.equal((await anybody().get(path)).headers.get('etag'));
      expect((await fetch(`${place.hub.origin}${path}`, { method: 'DELETE' })).status).to.equal(404);
    }
  });

  it('are made anew as soon as something has happened', async () => {
    await anybody().get(path);
    await member.get(path);
    await member.post(`${path}/reply`, { text: 'A new answer about quokkas', language: 'en', visibility: 'public' });
    expect((await anybody().get(path)).body).to.include('A new answer about quokkas');
    await member.post(`${path}/withdraw`);
    expect((await anybody().get(path)).status).to.equal(410);
    path = (await member.upload('/new/resource', { ...three, text: 'Words to read. '.repeat(200) })).location;
  });

  it('are never those of a member, and never come to one', async () => {
    const own = await member.get(path);
    expect(own.body).to.include(`${path}/edit`);
    expect(own.headers.get('cache-control')).to.include('private');
    const theirs = await anybody().get(path);
    expect(theirs.body).not.to.include(`${path}/edit`);
    expect((await member.get(path)).body).to.include(`${path}/edit`);
  });

  it('are kept for each language and each form of packing, and give nobody a cookie', async () => {
    const french = await anybody().get(path, { 'accept-language': 'fr' });
    expect(french.headers.get('content-language')).to.equal('fr');
    expect((await anybody().get(path)).headers.get('content-language')).to.equal('en');
    expect((await anybody().get(path, { 'accept-language': 'fr' })).body).to.equal(french.body);
    const plain = await anybody().get(path, { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).to.equal(null);
    expect((await anybody().get(path)).headers.get('content-encoding')).to.equal('gzip');
    for (let times = 0; times < 2; times += 1) {
      const asking = anybody();
      await asking.get(`${path}?lang=es`);
      expect(asking.cookies.get('hub_language')).to.equal('es');
    }
    const without = anybody();
    await without.get(path);
    expect(without.cookies.size).to.equal(0);
  });
});
