// Deliveries over loopback: who is written to, in what order, with what signature, and nothing that was withdrawn before.
import { createPublicKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { readProof } from '../../../federation/proofs/read.ts';
import { checkRequest } from '../../../federation/signatures/index.ts';
import type { DomainEvent } from '../../../src/domain/events.ts';
import type { Thing } from '../../../src/domain/records.ts';
import { brokenDelivery } from '../write/requirements.ts';
import {
  follow,
  localActor,
  note,
  openRig,
  profiled,
  proofPublicKey,
  publicPem,
  published,
  type Rig,
  remoteActor,
} from './rig.ts';
import { openSink, type Sink } from './sink.ts';

const origin = 'https://hub.deliver.example';
const key = (end: string) => end.padStart(26, '0');
const ada = `${origin}/a/${key('ADA')}`;
const at = '2026-01-05T00:00:00.000Z';

describe('delivering', () => {
  let sinks: Sink[];
  let rig: Rig;

  beforeEach(async () => {
    sinks = await Promise.all([openSink(), openSink()]);
    rig = await openRig({ origin, devPeers: sinks.map(({ host }) => host) });
    await rig.observed(profiled(localActor(rig.urls, ada)));
  });
  afterEach(async () => {
    await rig.close();
    await Promise.all(sinks.map(sink => sink.close()));
  });

  const sink = (index: number): Sink => sinks[index] as Sink;
  const post = (n: number, more: Partial<Thing> = {}) => note(`${origin}/o/${key(String(n))}`, ada, more as object);
  const create = (thing: Thing) => published(thing);
  const revised = (thing: Thing, id: string): DomainEvent => {
    return { type: 'revised', id: `${origin}/e/${key(id)}`, actor: ada, at, thing: { ...thing, updated: at } };
  };
  const withdrawn = (what: string, id: string): DomainEvent => {
    return { type: 'withdrawn', id: `${origin}/e/${key(id)}`, actor: ada, at, what, author: ada };
  };

  /** Lets actors of a peer follow a local one. */
  async function followers(
    index: number,
    names: string[],
    more: Parameters<typeof remoteActor>[1] = {},
  ): Promise<void> {
    const actors = names.map(name => remoteActor(`${sink(index).origin}/users/${name}`, more));
    await follow(rig, actors, ada);
  }

  it('opens the line to a peer while the body is made', async () => {
    await rig.close();
    const opened = Promise.withResolvers<void>();
    const post = { reach: async () => opened.resolve(), send: async () => ({ status: 202 }) };
    rig = await openRig({ origin, post });
    await rig.observed(profiled(localActor(rig.urls, ada)));
    await followers(0, ['a']);
    const created = create(note(`${origin}/o/${key('1')}`, ada));
    const { get } = rig.storage.log;
    const before: string[] = [];
    rig.storage.log.get = async id => {
      const line = opened.promise.then(() => 'a line');
      if (id === created.id) before.push(await Promise.race([line, sleep(1000, 'no line')]));
      return get(id);
    };
    await rig.local(created);
    await rig.idle();
    expect(new Set(before)).to.deep.equal(new Set(['a line']));
  });

  it('uses the shared inbox of a host once, and the own inbox where there is no shared one', async () => {
    await followers(0, ['a', 'b', 'c']);
    await followers(1, ['d'], { sharedInbox: undefined } as object);
    await followers(1, ['e'], { sharedInbox: 'https://elsewhere.example/inbox' });
    await rig.local(create(post(1)));
    await rig.idle();
    expect(sink(0).received.map(({ path }) => path)).to.deep.equal(['/inbox']);
    expect(sink(1).received.map(({ path }) => path)).to.have.members(['/users/d/inbox', '/users/e/inbox']);
  });

  it('signs what it sends with the key of the author, at that moment', async () => {
    await followers(0, ['a']);
    await rig.local(create(post(1)));
    await rig.idle();
    const [one] = sink(0).received;
    const headers = one?.headers ?? {};
    const body = Buffer.from(one?.body ?? '');
    const request = { method: 'POST', target: '/inbox', origin: `http://${headers.host}`, headers, body };
    const checked = checkRequest({ ...request, now: Date.now() });
    if (!checked.ok) return expect.fail(checked.reason);
    expect(checked.signatures[0].keyId).to.equal(`${ada}#main-key`);
    expect(checked.signatures[0].verify(createPublicKey(publicPem))).to.equal(true);
    const proof = readProof(one?.activity ?? {}, Date.now());
    expect(proof?.keyId).to.equal(`${ada}#ed25519-key`);
    expect(proof?.verify(proofPublicKey)).to.equal(true);
    expect(brokenDelivery(body, { loopback: true })).to.deep.equal([]);
    expect(headers['content-type']).to.equal('application/activity+json');
    expect(Math.abs(Date.parse(String(headers.date)) - Date.now())).to.be.below(10_000);
    expect(one?.activity).to.include({ type: 'Create', actor: ada, id: `${post(1).id}/create` });
  });

  it('keeps the order for each peer', async () => {
    await followers(0, ['a']);
    sink(0).answerWith((one, res) => {
      setTimeout(() => res.writeHead(202).end(), one.body.length % 7);
    });
    const things = Array.from({ length: 40 }, (_, n) => post(n, { content: 'x'.repeat(n % 5) }));
    for (const thing of things) await rig.local(create(thing));
    await rig.idle();
    expect(sink(0).received.map(({ activity }) => (activity.object as Thing).id)).to.deep.equal(
      things.map(({ id }) => id),
    );
  });

  it('sends only the withdrawal of what was made, edited and withdrawn in one tick', async () => {
    await followers(0, ['a']);
    const other = post(2);
    await rig.local(create(post(1)), revised(post(1), '1'), withdrawn(post(1).id, '2'), create(other));
    await rig.idle();
    expect(sink(0).types()).to.deep.equal(['Delete', 'Create']);
    expect(sink(0).received[0]?.activity.object).to.deep.equal({ id: post(1).id, type: 'Tombstone' });
  });

  it('tells those who hold a copy of an edit and of the withdrawal, though they follow nobody', async () => {
    await followers(0, ['a']);
    const bob = remoteActor(`${sink(1).origin}/users/bob`);
    await rig.observed(profiled(bob));
    await rig.local(create(post(1)));
    const answer = note(`${bob.id}/1`, bob.id, { inReplyTo: post(1).id });
    await rig.remote(published(answer), '{}');
    await rig.local(revised(post(1), '1'));
    await rig.idle();
    await rig.local(withdrawn(post(1).id, '2'));
    await rig.idle();
    expect(
      sink(0)
        .types()
        .filter(type => type !== 'Announce'),
    ).to.deep.equal(['Create', 'Update', 'Delete']);
    expect(sink(1).types()).to.deep.equal(['Update', 'Delete']);
  });

  it('sends what is for followers or for the addressed to nobody else', async () => {
    await followers(0, ['a']);
    const carol = remoteActor(`${sink(1).origin}/users/carol`);
    await rig.observed(profiled(carol));
    await rig.local(create(post(1, { visibility: 'followers' })));
    await rig.local(create(post(2, { visibility: 'direct', addressed: [carol.id] })));
    await rig.idle();
    expect(sink(0).received.map(({ activity }) => activity.id)).to.deep.equal([`${post(1).id}/create`]);
    expect(sink(1).received.map(({ path, activity }) => [path, activity.id])).to.deep.equal([
      ['/users/carol/inbox', `${post(2).id}/create`],
    ]);
  });

  it('tells nobody of what was only observed, and of blocked hosts', async () => {
    await followers(0, ['a']);
    await followers(1, ['b']);
    await rig.observed(create(post(1)));
    const judged = { type: 'hostJudged' as const, id: `${origin}/e/${key('7')}`, actor: rig.urls.hub, at };
    await rig.local({ ...judged, host: '127.0.0.1', blocked: true });
    await rig.local(create(post(2)));
    await rig.idle();
    expect([...sink(0).received, ...sink(1).received]).to.deep.equal([]);
  });

  it('carries an activity of more than 64 KiB by the id of its object', async () => {
    await followers(0, ['a']);
    await rig.local(create(post(1, { content: `<p>${'long '.repeat(20_000)}</p>` })));
    await rig.idle();
    expect(sink(0).received[0]?.activity.object).to.equal(post(1).id);
  });
});
