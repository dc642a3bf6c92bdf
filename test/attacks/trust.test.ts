// Those with whom the hub has nothing to do: by whatever name they call themselves and whoever carries their words.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { type Judging, judging } from '../helpers/judging.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('a blocked host', () => {
  let bad: Peer;
  let friend: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let mallory: PeerActor;
  let ana: PeerActor;
  let judge: Judging;

  before(async () => {
    [bad, friend] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [bad.host, friend.host] });
    amina = await hub.member('amina', 'admin');
    judge = judging(hub, amina);
    mallory = bad.actor('mallory');
    ana = friend.actor('ana', { type: 'Group' });
  });
  after(async () => {
    await hub.stop();
    await Promise.all([bad.close(), friend.close()]);
  });

  const say = async (as: PeerActor, what: Json) => {
    const { status } = await send(hub.url('/inbox'), what, as);
    await hub.idle();
    return status;
  };
  const record = async (id: string) => {
    const found = await hub.hub.core.storage.records.get(id);
    return found && found.buried === undefined ? found.body : undefined;
  };
  const links = () => hub.hub.core.storage.links;

  it('is refused under every form of its name, and its neighbours are not', async () => {
    await judge.host({ host: 'EVIL.example.', level: 'suspend' });
    await judge.host({ host: 'bücher.example', level: 'suspend' });
    await judge.host({ host: '2130706434', level: 'suspend' });
    const forms = [
      'https://evil.example',
      'http://evil.example',
      'https://EVIL.Example',
      'https://sub.evil.example',
      'https://a.b.c.evil.example',
      'https://evil.example.',
      'https://sub.evil.example.',
      'https://evil.example:8443',
      'https://sub.evil.example.:8443',
      'https://evil%2Eexample',
      'https://ｅｖｉｌ.example',
      'https://evil。example',
      'https://bücher.example',
      'https://BÜCHER.example',
      'https://xn--bcher-kva.example',
      'https://127.0.0.2',
      'https://0x7f.0.0.2',
      'https://2130706434:8443',
    ];
    const others = ['https://notevil.example', 'https://evil.example.org', 'https://example', 'https://bucher.example'];
    const answer = async (origin: string) => {
      const id = `${origin}/users/x`;
      const stranger = { ...mallory, id, keyId: `${new URL(id).href}#main-key` };
      return (await send(hub.url('/inbox'), activity(stranger, 'Follow', amina.actor.id), stranger)).status;
    };
    // A spelling that is not the usual one may be refused for that alone; nobody is asked for a key.
    for (const form of forms) expect(await answer(form), form).to.be.oneOf([400, 403]);
    for (const form of forms.filter(each => new URL(each).origin === each && !/\.(?::|$)/.test(each)))
      expect(await answer(form), form).to.equal(403);
    for (const other of others) expect(await answer(other), other).to.equal(401);
  });

  it('cannot be named with a path, a user, a star or nothing, and nobody blocks the own hub', async () => {
    for (const host of [
      '',
      'a b',
      'evil.example/x',
      'u@evil.example',
      '*.evil.example',
      'ev%00il',
      hub.hub.core.urls.host,
    ]) {
      const refused = await judge.host({ host, level: 'suspend' }).catch(error => error.code);
      expect(refused, host).to.equal('invalid');
    }
  });

  it('gets nothing in, by itself or through others, and hides what it had here', async () => {
    await amina.post({ type: 'Follow', object: mallory.id });
    await amina.post({ type: 'Follow', object: ana.id });
    await hub.idle();
    for (const [peer, as] of [
      [bad, mallory],
      [friend, ana],
    ] as const) {
      const follow = peer.received.findLast(({ activity }) => activity.type === 'Follow')?.activity as Json;
      expect(await say(as, activity(as, 'Accept', follow))).to.equal(202);
    }
    expect(await say(mallory, activity(mallory, 'Follow', amina.actor.id))).to.equal(202);
    const posted = await amina.post({ type: 'Note', content: '<p>Ours.</p>', to: [PUBLIC] });
    const own = posted.location.replace(/\/create$/, '');
    const before = create(mallory, { content: '<p>Quixotic words.</p>', inReplyTo: own });
    expect(await say(mallory, before.activity)).to.equal(202);
    const like = activity(mallory, 'Like', own);
    expect(await say(mallory, like)).to.equal(202);
    const num = (await hub.hub.core.storage.records.get(before.id))?.num;
    const page = async (path: string) => fetch(hub.url(path), { headers: { accept: 'text/html' }, redirect: 'manual' });
    const json = async (url: string) =>
      JSON.stringify(await (await fetch(url, { headers: { accept: 'application/activity+json' } })).json());
    expect((await page(`/n/${num}`)).status).to.equal(200);
    expect((await hub.search('q=quixotic')).total).to.equal(1);

    await judge.host({ host: bad.host, level: 'suspend', reason: 'Insults.' });
    expect((await page(`/n/${num}`)).status).to.equal(404);
    expect(await hub.search('q=quixotic')).to.include({ total: 0 });
    expect(await (await page(new URL(own).pathname)).text()).not.to.include('Quixotic');
    expect((await page(`/@mallory@${bad.host}`)).status).to.equal(404);
    expect(await json(`${own}/replies?page=true`)).not.to.include(before.id);
    expect(await json(`${amina.actor.id}/followers?page=true`)).not.to.include(mallory.id);
    expect(JSON.stringify((await amina.get(`${amina.actor.id}/inbox?page=true`)).body)).not.to.include('Quixotic');

    const asked = bad.asked.length;
    const late = create(mallory, { content: '<p>Late words.</p>' });
    bad.documents.set(new URL(late.id).pathname, late.object);
    expect(await say(mallory, late.activity)).to.equal(403);
    expect(await say(mallory, activity(mallory, 'Undo', like))).to.equal(403);
    expect(await say(mallory, activity(mallory, 'Announce', own))).to.equal(403);
    expect(await say(mallory, activity(mallory, 'Flag', [amina.actor.id]))).to.equal(403);
    // Carried by somebody who is followed here: by address, embedded, as a relayed activity, and as a thread's parent.
    for (const object of [late.id, late.object, late.activity, { ...late.activity, object: late.id }])
      expect(await say(ana, activity(ana, 'Announce', object)), 'an innocent carrier is not refused').to.equal(202);
    expect(await say(ana, activity(ana, 'Announce', before.id))).to.equal(202);
    const below = create(ana, { inReplyTo: late.id, attributedTo: ana.id });
    expect(await say(ana, below.activity)).to.equal(202);
    expect(await say(ana, activity(ana, 'Move', ana.id, { target: mallory.id }))).to.equal(202);
    await amina.post({ type: 'Follow', object: `${bad.origin}/users/other` });
    await amina.post({ type: 'Announce', object: before.id });
    await amina.post({ type: 'Note', content: '<p>To all.</p>', to: [PUBLIC, mallory.id] });
    await hub.idle();
    expect(await record(late.id)).to.equal(undefined);
    expect(await links().get('likes', mallory.id, own), 'the like stays as it was').not.to.equal(undefined);
    expect(await links().get('shares', ana.id, before.id)).to.equal(undefined);
    expect(await links().get('shares', amina.actor.id, before.id)).to.equal(undefined);
    expect(bad.asked.slice(asked), 'asked').to.deep.equal([]);
    expect(
      bad.received
        .slice(-5)
        .map(({ body }) => body)
        .join(),
      'sent',
    ).not.to.include('To all.');
  });

  it('is sent nothing of what waited, after the block and after its end', async () => {
    await judge.host({ host: bad.host, level: 'open' });
    const sent = bad.received.length;
    await judge.host({ host: bad.host, level: 'suspend' });
    await amina.post({ type: 'Note', content: '<p>While blocked.</p>', to: [PUBLIC, mallory.id] });
    await hub.idle();
    // A delivery of that time which another process still holds.
    const head = await hub.hub.core.storage.log.head();
    const [entry] = await hub.hub.core.storage.log.read(head - 1, 1);
    await judge.host({ host: bad.host, level: 'open' });
    const payload = { seq: head, entryId: entry?.id, inbox: `${bad.origin}/inbox`, actor: amina.actor.id };
    await hub.hub.core.storage.jobs.add([{ key: 'held', queue: 'deliver', lane: bad.host, order: head, payload }]);
    await hub.idle();
    expect(
      bad.received
        .slice(sent)
        .map(({ body }) => body)
        .join(),
    ).not.to.include('While blocked.');
    await amina.post({ type: 'Note', content: '<p>Afterwards.</p>', to: [PUBLIC, mallory.id] });
    await hub.idle();
    expect(
      bad.received
        .slice(sent)
        .map(({ body }) => body)
        .join(),
    ).to.include('Afterwards.');
  });

  it('is not believed by what was being fetched when the block came', async () => {
    const slow = create(mallory, { content: '<p>Fetched slowly.</p>' });
    let answer: () => void = () => undefined;
    const asked = new Promise<void>(resolve => {
      bad.documents.set(new URL(slow.id).pathname, (_req, res) => {
        answer = () =>
          void res.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(slow.object));
        resolve();
      });
    });
    expect((await send(hub.url('/inbox'), activity(ana, 'Announce', slow.id), ana)).status).to.equal(202);
    await asked;
    await hub.hub.core.performing(async () => undefined)(amina.actor, {
      do: 'judgeHost',
      host: bad.host,
      level: 'suspend',
    });
    answer();
    await hub.idle();
    expect(await record(slow.id)).to.equal(undefined);
    await judge.host({ host: bad.host, level: 'open' });
    expect(await record(slow.id)).to.equal(undefined);
  });

  it('may be one actor alone', async () => {
    const nice = bad.actor('nice');
    await judge.actor(mallory.id, 'suspend');
    expect(await say(mallory, create(mallory, { to: [PUBLIC, amina.actor.id] }).activity)).to.equal(403);
    const kept = create(nice, { to: [PUBLIC, amina.actor.id] });
    expect(await say(nice, kept.activity)).to.equal(202);
    expect(await record(kept.id)).not.to.equal(undefined);
    await judge.actor(mallory.id, 'open');
    expect(await say(mallory, create(mallory, { to: [PUBLIC, amina.actor.id] }).activity)).to.equal(202);
  });
});
