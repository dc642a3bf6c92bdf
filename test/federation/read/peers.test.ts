import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readActor } from '../../../federation/read/actor.ts';
import { depthOf, linkOf } from '../../../federation/read/json.ts';
import { readThing } from '../../../federation/read/thing.ts';
import type { Poll, Resource } from '../../../src/domain/records.ts';

const now = Date.parse('2026-06-01T00:00:00Z');

function peer(name: string): Record<string, Record<string, unknown>> {
  return JSON.parse(readFileSync(new URL(`../../fixtures/peers/${name}.json`, import.meta.url), 'utf8'));
}

describe('what peers send is read', () => {
  it('from Mastodon: an unlisted post with its language, people and tags', () => {
    const thing = readThing(peer('mastodon').note, now);
    expect(thing).to.include({
      kind: 'discussion',
      visibility: 'unlisted',
      language: 'es',
      url: 'https://m.test/@ana/1',
      published: '2026-01-02T03:04:05.000Z',
    });
    expect(thing?.addressed).to.deep.equal(['https://hub.test/a/hub']);
    expect(thing?.mentions).to.deep.equal([{ id: 'https://hub.test/a/hub', handle: '@hub@hub.test' }]);
    expect(thing?.hashtags).to.deep.equal(['educacion']);
    expect(thing).not.to.have.any.keys('warning', 'inReplyTo', 'name');
  });

  it('from Mastodon: a vote, which is no post', () => {
    expect(readThing(peer('mastodon').vote, now)).to.equal(undefined);
  });

  it('from GoToSocial: lists of one that come as the one', () => {
    const thing = readThing(peer('gotosocial').note, now);
    expect(thing).to.include({ visibility: 'public', language: 'ny', published: '2026-02-03T02:05:06.789Z' });
    expect(thing?.hashtags).to.deep.equal(['chichewa']);
    expect(thing?.attachments).to.deep.equal([
      { as: 'image', url: 'https://g.test/1.jpg', mediaType: 'image/jpeg', name: 'Children reading' },
    ]);
  });

  it('from Lemmy: a titled post of a community', () => {
    const thing = readThing(peer('lemmy').page, now);
    expect(thing).to.include({
      kind: 'discussion',
      name: 'Reading in the mother tongue',
      language: 'en',
      visibility: 'public',
    });
    expect(thing?.groups).to.deep.equal(['https://l.test/c/education']);
    expect(thing?.attachments[0]).to.deep.equal({ as: 'link', url: 'https://example.org/study' });
  });

  it('from PeerTube: a video with its licence, by the person and not the channel', () => {
    const thing = readThing(peer('peertube').video, now) as Resource;
    expect(thing).to.include({
      kind: 'resource',
      author: 'https://p.test/accounts/u',
      language: 'fr',
      url: 'https://p.test/w/1',
    });
    expect(thing.licence).to.equal('https://creativecommons.org/licenses/by/4.0/');
    expect(thing.hashtags).to.deep.equal(['maths']);
  });

  it('from Mastodon, GoToSocial, Misskey and Pleroma: polls, each with its answers, its counts and its end', () => {
    const found = ['mastodon', 'gotosocial', 'misskey', 'pleroma'].map(
      name => readThing(peer(name).question, now) as Poll,
    );
    expect(
      found.map(({ kind, options, multiple, ends, voters, warning }) => {
        const answers = options.map(({ name, votes }) => `${name} ${votes}`).join(', ');
        return { kind, answers, multiple, ends, voters, warning };
      }),
    ).to.deep.equal([
      {
        kind: 'poll',
        answers: 'Monday 2, Friday 1',
        multiple: false,
        ends: '2026-01-09T03:04:05.000Z',
        voters: 3,
        warning: undefined,
      },
      {
        kind: 'poll',
        answers: 'Chichewa 0, English 1',
        multiple: true,
        ends: '2026-02-10T02:05:06.000Z',
        voters: 1,
        warning: 'A poll',
      },
      {
        kind: 'poll',
        answers: 'Tea 4, Coffee 2',
        multiple: false,
        ends: '2026-03-02T10:00:00.000Z',
        voters: undefined,
        warning: undefined,
      },
      {
        kind: 'poll',
        answers: 'Yes 5, No 0',
        multiple: true,
        ends: '2026-03-09T00:00:00.000Z',
        voters: 5,
        warning: undefined,
      },
    ]);
  });

  it('from Mastodon and Misskey: quotes, without the line that stands in for them, and who may quote', () => {
    const [mastodon, misskey] = [readThing(peer('mastodon').quote, now), readThing(peer('misskey').quote, now)];
    expect(mastodon).to.deep.include({
      quote: { what: 'https://hub.test/o/1', authorization: 'https://hub.test/e/1' },
      mayQuote: { automatic: ['followers'], manual: ['everybody'] },
      content: '<p>So true.</p>',
    });
    expect(misskey).to.deep.include({ quote: { what: 'https://hub.test/o/1' } });
    expect(misskey?.content).to.include('Look.').and.not.include('RE:');
  });

  it('from GoToSocial: who may answer, in its older words', () => {
    const mayReply = { automatic: ['https://g.test/users/dan', 'following'], manual: ['everybody'] };
    expect(readThing(peer('gotosocial').policy, now))
      .to.deep.include({ mayReply })
      .and.not.have.property('mayQuote');
  });

  it('and of anything else only what has an address, an author and a known type', () => {
    for (const document of [
      null,
      'x',
      [],
      {},
      { type: 'Note' },
      { type: 'Note', id: 'https://x.test/1' },
      { type: 'Kitten', id: 'https://x.test/1', attributedTo: 'https://x.test/u' },
      { type: 'Note', id: 'ftp://x.test/1', attributedTo: 'https://x.test/u' },
    ]) {
      expect(readThing(document, now), JSON.stringify(document)).to.equal(undefined);
    }
  });

  it('without bounds being passed', () => {
    const many = Array.from({ length: 5000 }, (_, n) => ({
      type: 'Mention',
      href: `https://x.test/${n}`,
      name: `@${n}`,
    }));
    const thing = readThing(
      {
        id: 'https://x.test/1',
        type: ['Note', 'x:Y'],
        attributedTo: { id: 'https://x.test/u' },
        content: 'x'.repeat(900_000),
        tag: many,
        to: many.map(tag => tag.href),
        published: '2099-01-01T00:00:00Z',
      },
      now,
    );
    expect(thing?.mentions.length).to.be.at.most(50);
    expect(thing?.addressed.length).to.be.at.most(200);
    expect(thing?.content.length).to.be.at.most(500_000);
    expect(thing?.published).to.equal(new Date(now).toISOString());
  });
});

describe('an actor document', () => {
  const actor = {
    id: 'https://x.test/u',
    type: 'Person',
    preferredUsername: 'ana',
    inbox: 'https://x.test/u/inbox',
    publicKey: { id: 'https://x.test/u#main-key', owner: 'https://x.test/u', publicKeyPem: 'PEM' },
  };

  it('is read with its key and shared inbox', () => {
    const read = readActor(
      {
        ...actor,
        endpoints: { sharedInbox: 'https://x.test/inbox' },
        name: 'Ana <b>B</b>',
        icon: [{ url: 'https://x.test/i.png' }],
      },
      now,
    );
    expect(read).to.include({
      handle: 'ana',
      host: 'x.test',
      sharedInbox: 'https://x.test/inbox',
      name: 'Ana B',
      icon: 'https://x.test/i.png',
    });
    expect(read?.key).to.deep.equal({ id: 'https://x.test/u#main-key', pem: 'PEM' });
  });

  it('cannot make us write to another host, nor bring the key of another', () => {
    expect(readActor({ ...actor, inbox: 'https://victim.test/inbox' }, now)).to.equal(undefined);
    expect(readActor({ ...actor, endpoints: { sharedInbox: 'https://victim.test/inbox' } }, now)).not.to.have.property(
      'sharedInbox',
    );
    expect(
      readActor({ ...actor, publicKey: { ...actor.publicKey, owner: 'https://victim.test/u' } }, now),
    ).not.to.have.property('key');
    expect(
      readActor({ ...actor, publicKey: { ...actor.publicKey, id: 'https://victim.test/key' } }, now),
    ).not.to.have.property('key');
  });

  it('has a handle of letters of any script, and else the end of its address', () => {
    const handle = (preferredUsername: unknown) => readActor({ ...actor, preferredUsername }, now)?.handle;
    for (const name of ['zoë', 'เพ็ญ', 'মৈত্রী', 'ღია.1-b']) expect(handle(name)).to.equal(name);
    for (const name of [`a${'\u0301'.repeat(40)}`, 'a b', '<b>', 'a@b', '', 17]) expect(handle(name)).to.equal('u');
  });

  it('may be any of the five types, with nulls where peers send them', () => {
    for (const type of ['Person', 'Group', 'Organization', 'Service', 'Application']) {
      expect(
        readActor({ ...actor, type, name: null, summary: null, endpoints: null, icon: null, url: null }, now)?.name,
      ).to.equal('ana');
    }
  });
});

describe('JSON from strangers', () => {
  it('has its depth counted without being built, brackets in texts apart', () => {
    expect(depthOf(Buffer.from('{"a":[1,{"b":"[[[{{{\\"]]"}]}'))).to.equal(3);
    expect(depthOf(Buffer.from('['.repeat(100_000)))).to.equal(100_000);
  });

  it('gives the page for people out of many links', () => {
    expect(
      linkOf([{ href: 'https://x.test/a.mp4' }, { href: 'https://x.test/page', mediaType: 'text/html' }]),
    ).to.equal('https://x.test/page');
    expect(linkOf('javascript:alert(1)')).to.equal(undefined);
  });
});
