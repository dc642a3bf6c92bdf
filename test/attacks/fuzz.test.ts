// Anything at all, signed by a peer that has every right to sign: whatever it sends, the hub refuses or takes it, keeps what is
// whose, keeps closed what is closed, never stands still and comes to rest. FUZZ_RUNS and FUZZ_SEED run longer or otherwise.
import { expect } from 'chai';
import fc from 'fast-check';
import type { StoredRecord } from '../../storage/port.ts';
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
  signed,
} from '../helpers/peer.ts';
import { type Stalls, watchStalls } from '../helpers/stall.ts';
import { edits, mutate } from './fuzz/mutate.ts';
import { fixtures, seed, type Targets } from './fuzz/seeds.ts';

const runs = Number(process.env.FUZZ_RUNS ?? 400);
const random = { seed: Number(process.env.FUZZ_SEED ?? 20261126) };
const statuses = [202, 400, 401, 403, 404, 408, 413, 415, 422, 429];

describe('a hub that is sent anything', () => {
  /** Several hosts: of one a hub meets so many strangers in a minute and no more. */
  let peers: Peer[];
  let hub: TestHub;
  let amina: TestMember;
  let targets: Targets;
  let objects: Json[];
  let stalls: Stalls;
  let one: PeerActor;
  let count = 0;
  const faults: unknown[] = [];
  const fault = (error: unknown) => faults.push(error);
  const owners = new Map<string, string>();

  before(async () => {
    process.on('unhandledRejection', fault).on('uncaughtExceptionMonitor', fault);
    peers = await Promise.all(Array.from({ length: 8 }, openPeer));
    hub = await startHub({ devPeers: peers.map(({ host }) => host) });
    amina = await hub.member('amina', 'admin');
    [one] = peers.map(peer => peer.actor('one')) as [PeerActor];
    await send(hub.url('/inbox'), activity(one, 'Follow', amina.actor.id), one);
    await amina.post({ type: 'Follow', object: one.id });
    const post = async (to: string, content: string) =>
      (await amina.post({ type: 'Note', content, to: [to] })).location.replace(/\/create$/, '');
    const thing = await post(PUBLIC, '<p>Openword.</p>');
    const letter = await post(one.id, '<p>Secretword.</p>');
    targets = { member: amina.actor.id, group: hub.hub.core.urls.hub, thing, letter };
    objects = fixtures((peers[0] as Peer).origin);
    expect(objects.length).to.be.greaterThan(8);
    await hub.idle();
    stalls = watchStalls();
  });
  after(async () => {
    stalls.stop();
    process.off('unhandledRejection', fault).off('uncaughtExceptionMonitor', fault);
    await hub.stop();
    await Promise.all(peers.map(peer => peer.close()));
  });

  /** Each case has an actor of its own, because what it says of itself may be the end of it. */
  function actor(): PeerActor {
    count += 1;
    const peer = peers[count % peers.length] as Peer;
    const id = `${peer.origin}/users/f${count}`;
    const publicKey = { ...(one.document.publicKey as Json), id: `${id}#main-key`, owner: id };
    const document = {
      ...one.document,
      id,
      preferredUsername: `f${count}`,
      inbox: `${id}/inbox`,
      publicKey,
      featured: `${id}/featured`,
    };
    peer.documents.set(`/users/f${count}`, document);
    return { ...one, id, keyId: `${id}#main-key`, document };
  }

  async function all(): Promise<StoredRecord[]> {
    const found: StoredRecord[] = [];
    for (let after = ''; ; after = found.at(-1)?.id ?? '') {
      const page = await hub.hub.core.storage.records.scan(after, 1000);
      found.push(...page);
      stalls.forgive();
      if (page.length < 1000) return found;
    }
  }

  /** What must hold at any time. */
  async function expectSound(): Promise<void> {
    await hub.idle();
    expect(faults).to.deep.equal([]);
    expect(stalls.longest(), 'the longest turn, in ms').to.be.lessThan(200);
    for (const { id, owner } of await all()) {
      expect(owner, id).to.equal(owners.get(id) ?? owner);
      owners.set(id, owner);
      if (id.startsWith(`${hub.origin}/`))
        expect(
          peers.some(({ origin }) => owner.startsWith(`${origin}/`)),
          id,
        ).to.equal(false);
    }
    stalls.forgive();
    const read = async (url: string) => (await ask(url, { headers: { accept: 'application/activity+json' } })).text;
    for (const url of [
      targets.letter,
      `${targets.letter}/create`,
      `${targets.letter}/replies`,
      `${targets.member}/outbox?page=true`,
    ])
      expect(await read(url)).not.to.include('Secretword');
    expect(await read(targets.thing)).to.include('Openword');
    expect((await hub.search('q=secretword')).total).to.equal(0);
    for (const path of ['/', '/search', '/communities', new URL(targets.thing).pathname])
      expect((await ask(hub.url(path), { headers: { accept: 'text/html' } })).status, path).to.equal(200);
    const fresh = actor();
    const made = create(fresh, { to: [PUBLIC, targets.member] });
    expect((await send(hub.url('/inbox'), made.activity, fresh)).status).to.equal(202);
    await hub.idle();
    expect((await hub.hub.core.storage.records.get(made.id))?.owner).to.equal(fresh.id);
  }

  it('as JSON', async function () {
    this.timeout(60_000 + runs * 300);
    const cases = fc.tuple(fc.nat({ max: 100_000 }), edits);
    let done = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ([n, changes]) => {
        const as = actor();
        const text = mutate(seed(n, as, { objects, targets }), changes, [
          targets.letter,
          targets.thing,
          targets.member,
          hub.hub.core.urls.instance,
          one.id,
          'as:Public',
          as.document,
          hub.url('/inbox'),
        ]);
        const inbox = n % 2 ? hub.url('/inbox') : `${targets.member}/inbox`;
        const { url, ...request } = signed(inbox, text, as);
        stalls.forgive();
        const { status, text: said } = await ask(url, request);
        expect(status, `${said}\n${text.slice(0, 3000)}`).to.be.oneOf(statuses);
        expect(said).not.to.match(/\bat .*:\d+:\d+|node_modules/);
        done += 1;
        if (done % 100 === 0) await expectSound();
      }),
      { ...random, numRuns: runs, endOnFailure: true },
    );
    await expectSound();
  });

  it('with any headers', async function () {
    this.timeout(60_000 + runs * 100);
    const word = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom(
        '',
        '*',
        '*/*',
        ',',
        ';',
        '=',
        '"',
        '""',
        'a="b"',
        'x'.repeat(5000),
        '\u00e9',
        'gzip',
        'chunked',
        '-1',
        '1e9',
        'NaN',
        'bytes=0-',
        'Bearer x',
        'keyId="x"',
      ),
    );
    const value = fc.array(word, { maxLength: 5 }).map(words =>
      words
        .join(' ')
        .replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
        .trim(),
    );
    const name = fc.constantFrom(
      ...[
        'accept',
        'accept-language',
        'accept-encoding',
        'authorization',
        'cookie',
        'content-type',
        'date',
        'digest',
        'content-digest',
      ],
      ...[
        'signature',
        'signature-input',
        'if-none-match',
        'if-modified-since',
        'range',
        'origin',
        'referer',
        'sec-fetch-site',
        'x-forwarded-for',
      ],
      ...[
        'x-forwarded-host',
        'x-forwarded-proto',
        'forwarded',
        'x-http-method-override',
        'content-encoding',
        'user-agent',
        'collection-synchronization',
      ],
    );
    const path = fc.constantFrom(
      '/inbox',
      '/',
      '/search?q=a',
      '/api/search',
      '/a/hub',
      '/a/hub/outbox?page=true',
      '/.well-known/webfinger?resource=acct:hub@x',
      '/nodeinfo/2.1',
      '/sign-in',
      '/metrics',
      '/robots.txt',
      '/@amina',
      '/nothing',
      '/files/x/y',
    );
    const method = fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'DELETE');
    await fc.assert(
      fc.asyncProperty(path, method, fc.dictionary(name, value, { maxKeys: 5 }), async (where, how, headers) => {
        if (where === '/inbox' && how === 'POST') {
          const { status } = await send(hub.url('/inbox'), create(one, { to: [targets.member] }).activity, one, {
            after: headers,
          });
          expect(status).to.be.oneOf(statuses);
          return;
        }
        const { status, text, headers: answered } = await ask(hub.origin + where, { method: how, headers });
        expect(status).to.be.lessThan(500);
        expect(text).not.to.match(/\bat .*:\d+:\d+|node_modules/);
        expect(JSON.stringify(answered), 'what was asked by is not repeated').not.to.include('x-forwarded');
        expect(text).not.to.include('Secretword');
      }),
      { ...random, numRuns: runs, endOnFailure: true },
    );
    await expectSound();
  });
});
