// One actor, one id: by no other way of writing an address does anybody become two, or take the place of somebody else.
import { expect } from 'chai';
import { readActor } from '../../federation/read/actor.ts';
import { address, idsOf, link, pageOf } from '../../federation/read/json.ts';
import { readThing } from '../../federation/read/thing.ts';
import type { Actor } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('an address that a peer writes', () => {
  it('has its origin in one spelling, and the rest as it came', () => {
    for (const [given, read] of Object.entries({
      'https://M.test/Users/Ana': 'https://m.test/Users/Ana',
      'HTTPS://m.test/users/ana': 'https://m.test/users/ana',
      'https://m.test:443/users/ana#main-key': 'https://m.test/users/ana#main-key',
      'http://m.test:80/': 'http://m.test/',
      'https://m.test': 'https://m.test',
      'https://m.test?author=1': 'https://m.test?author=1',
      'https://bücher.test/é': 'https://xn--bcher-kva.test/é',
      'https://ｍ.test/%7Eana': 'https://m.test/%7Eana',
      'https://127.1/x': 'https://127.0.0.1/x',
      'https://0x7f000001/x': 'https://127.0.0.1/x',
    }))
      expect(address(given), given).to.equal(read);
  });

  it('is none when it hides something', () => {
    for (const hostile of [
      ...[
        'https://m.test./users/ana',
        'https://user@m.test/',
        'https://a:b@m.test/',
        'https://@m.test/',
        'https://m.test\\@x.test/',
      ],
      ...[
        'https:\\\\m.test/',
        'https://m.test/a b',
        'https://m.test/a\nb',
        'https://m.te\tst/',
        'https://m.test/\u0000',
        ' https://m.test/',
      ],
      ...[
        'https://m.test/\ud800',
        'javascript:alert(1)',
        'data:text/html,x',
        'file:///etc/passwd',
        'https://',
        'https:///x',
        '//m.test/x',
      ],
      ...[
        'https://m.test:99999/',
        'https://[::1',
        `https://m.test/${'x'.repeat(2000)}`,
        '',
        17,
        null,
        {},
        ['https://m.test/'],
      ],
    ])
      expect(address(hostile), String(hostile)).to.equal(undefined);
    expect(link('https://m.test/My file.pdf')).to.equal('https://m.test/My%20file.pdf');
    expect(link('javascript:alert(1)')).to.equal(undefined);
    expect(link('https://a:b@m.test/')).to.equal(undefined);
    expect(idsOf(['https://M.test/u', 'https://m.test:443/u', 'as:Public'])).to.deep.equal([
      'https://m.test/u',
      'as:Public',
    ]);
  });

  it('leads people to the host of its id alone', () => {
    expect(pageOf('https://victim.test/@ana', 'https://m.test/u')).to.equal(undefined);
    const actor = {
      id: 'https://m.test/u',
      type: 'Person',
      inbox: 'https://m.test/i',
      url: 'https://victim.test/@ana',
    };
    expect(readActor(actor, Date.now())?.url).to.equal(actor.id);
    const note = {
      id: 'https://m.test/n',
      type: 'Note',
      attributedTo: actor.id,
      content: 'x',
      url: 'https://victim.test/1',
    };
    expect(readThing(note, Date.now())).not.to.have.property('url');
  });

  it('of a type that is no type makes no actor', () => {
    for (const type of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])
      expect(readActor({ id: 'https://m.test/u', type: [type], inbox: 'https://m.test/i' }, Date.now())).to.equal(
        undefined,
      );
  });
});

describe('an actor with many spellings', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina', 'admin');
    ana = peer.actor('ana');
    expect(await say(create(ana, { to: [amina.actor.id] }).activity)).to.equal(202);
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  async function say(what: Json, as = ana): Promise<number> {
    const { status, text } = await send(hub.url('/inbox'), what, as);
    expect(status, text).to.be.lessThan(500);
    await hub.idle();
    return status;
  }
  const actors = async () => {
    const found = await hub.hub.core.storage.records.scan('', 1000);
    return found.filter(({ kind, body }) => kind === 'actor' && !(body as Actor | null)?.local).map(({ id }) => id);
  };

  it('is one, or refused', async () => {
    const { port } = new URL(peer.origin);
    const path = new URL(ana.id).pathname;
    for (const id of [
      ana.id.replace('http:', 'HTTP:'),
      `${ana.id}#me`,
      `${ana.id}/`,
      `${ana.id}?`,
      `http://user@127.0.0.1:${port}${path}`,
      `http://127.0.0.1.:${port}${path}`,
      `http://127.1:${port}${path}`,
      `http://0x7f.1:${port}${path}`,
      `http://2130706433:${port}${path}`,
      `${peer.origin}/x/..${path}`,
      `${peer.origin}/${path}`,
      `${peer.origin}${path.replace('ana', '%61na')}`,
      `${ana.id}\n`,
      `${ana.id}\ud800`,
    ]) {
      const note = create(ana, { to: [amina.actor.id], attributedTo: id });
      await say({ ...note.activity, actor: id });
      await amina.post({ type: 'Follow', object: id });
      await hub.idle();
    }
    expect(await actors()).to.deep.equal([ana.id]);
  });

  it('is not taken over by an activity under its id, nor is a thing', async () => {
    const { activity: made, id } = create(ana, { to: [PUBLIC, amina.actor.id] });
    await say(made);
    const mine = (await amina.post({ type: 'Note', content: '<p>Ours.</p>', to: [PUBLIC] })).location.replace(
      /\/create$/,
      '',
    );
    for (const taken of [ana.id, id, String(made.id)]) {
      for (const [type, object] of [
        ['Like', mine],
        ['Announce', mine],
        ['Follow', amina.actor.id],
        ['Flag', [mine]],
        ['Move', ana.id],
      ] as const)
        await say(activity(ana, type, object, { id: taken, target: `${peer.origin}/users/other` }));
    }
    const kindOf = async (which: string) => (await hub.hub.core.storage.records.get(which))?.kind;
    expect([await kindOf(ana.id), await kindOf(id)]).to.deep.equal(['actor', 'thing']);
  });

  it('of this hub is known as ours, however its address is written', async () => {
    const upper = amina.actor.id.replace('http://', 'HTTP://');
    await say(activity(ana, 'Follow', upper));
    expect(await hub.hub.core.storage.links.get('follows', ana.id, amina.actor.id)).not.to.equal(undefined);
  });
});
