import { expect } from 'chai';
import fc from 'fast-check';
import { depthOf } from '../../../federation/read/json.ts';
import { readThing } from '../../../federation/read/thing.ts';
import { titleLine } from '../../../federation/write/discussion.ts';
import { summaryOf } from '../../../federation/write/facts.ts';
import {
  bodyLimit,
  depthLimit,
  fit as fitted,
  signerOf,
  withContext,
  writeActivity,
  writeThing,
} from '../../../federation/write/index.ts';
import type { Resource } from '../../../src/domain/records.ts';
import { brokenRequirements } from './requirements.ts';
import { address, amina, ana, answer, guide, lookups, question, remote, urls } from './samples.ts';

describe('the summary of a resource', () => {
  it('has the useful facts first, then what it is about', () => {
    expect(summaryOf(guide)).to.equal(
      'PDF 0.4 MB · English · CC BY 4.0 · lower secondary · SDG 4, 16 — Six steps for a school committee & its friends.',
    );
  });

  it('names a language by its own name, and a page or text for what has no file', () => {
    const { summary: _summary, licence: _licence, level: _level, ...rest } = guide;
    const bare: Resource = { ...rest, attachments: [], sdgs: [], language: 'sw' };
    expect(summaryOf(bare)).to.equal('Web page · Kiswahili — Follow the money from the ministry to the classroom.');
    const { link: _link, ...unlinked } = bare;
    expect(summaryOf({ ...unlinked, language: 'ar' })).to.match(/^Text · العربية — /);
    expect(summaryOf({ ...unlinked, language: 'xx-klingon' })).to.match(/^Text · \S/);
  });

  it('is at most 500 characters, whatever is in it, and never breaks a sign in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 1000 }), fc.string({ maxLength: 80 }), (summary, level) => {
        const node = writeThing({ ...guide, summary, level }, lookups());
        expect(String(node.summary).length).to.be.at.most(500);
        expect(String(node.summary).isWellFormed()).to.equal(true);
        expect(node.summary).not.to.match(/[<>]/);
      }),
    );
    expect(String(writeThing({ ...guide, summary: '&'.repeat(1000) }, lookups()).summary).length).to.be.at.most(500);
  });
});

describe('what one hub writes', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');

  it('another reads as the same resource', () => {
    const read = readThing(withContext(writeThing(guide, lookups())), now) as Resource;
    for (const field of [
      ...(['id', 'author', 'name', 'summary', 'content', 'language', 'published', 'visibility', 'licence'] as const),
      ...(['link', 'themes', 'sdgs', 'skills', 'level', 'country', 'basedOn', 'groups'] as const),
    ]) {
      expect(read[field], field).to.deep.equal(guide[field]);
    }
    expect(read.cover).to.include({ url: guide.cover?.url, name: guide.cover?.name, mediaType: 'image/jpeg' });
    expect(read.attachments.find(attachment => attachment.as === 'file')).to.deep.equal(guide.attachments[0]);
  });

  it('is not given a summary by the line of facts when its author wrote none', () => {
    const { summary: _summary, ...silent } = guide;
    const read = readThing(writeThing(silent, lookups()), now) as Resource;
    expect(read).not.to.have.property('summary');
  });

  it('keeps whom a thing is for', () => {
    for (const visibility of ['public', 'unlisted', 'followers', 'direct'] as const) {
      const read = readThing(writeThing({ ...answer, visibility }, lookups()), now);
      expect(read?.visibility).to.equal(visibility);
      expect(read?.addressed).to.deep.equal(answer.addressed);
    }
    expect(JSON.stringify(writeThing({ ...question, visibility: 'direct' }, lookups()))).not.to.include('/followers');
  });

  it('begins a titled discussion with its title, once', () => {
    const first = writeThing(question, lookups());
    expect(first.content).to.match(/^<p><strong>Who has tried this with parents\?<\/strong><\/p><p>/);
    const again = writeThing({ ...question, content: String(first.content) }, lookups());
    expect(again.content).to.equal(first.content);
    expect(titleLine('a < b & "c"')).to.equal('<p><strong>a &lt; b &amp; &quot;c&quot;</strong></p>');
  });

  it('mentions whom it answers, or Mastodon tells them nothing', () => {
    expect(writeThing(answer, lookups()).tag).to.deep.equal([
      { type: 'Mention', href: 'https://m.example/users/ana', name: '@ana@m.example' },
    ]);
    const stranger = writeThing({ ...answer, addressed: ['https://s.example/u/zed'] }, lookups());
    expect(stranger.tag).to.deep.include({ type: 'Mention', href: 'https://s.example/u/zed', name: '@zed@s.example' });
  });

  it('names no hashtag twice, and none that Mastodon refuses', () => {
    const themes = ['2026', 'open data', 'Éducation', '///', 'école'];
    const { tag } = writeThing({ ...guide, themes, hashtags: ['OpenData', 'education', 'SDG4'] }, lookups());
    expect((tag as { name: string }[]).map(({ name }) => name)).to.deep.equal([
      '#SDG4',
      '#SDG16',
      '#OpenData',
      '#Éducation',
      '#école',
    ]);
  });

  it('stays within what peers fetch, however long it is', () => {
    const long = { ...guide, content: `<p>${'ሀ'.repeat(199_000)}</p>`, source: 'ሀ'.repeat(199_000) };
    const document = withContext(writeThing(long, lookups()));
    expect(brokenRequirements(document)).to.deep.equal([]);
    expect(document.content).to.equal(long.content);
    expect(document).to.include({ inLanguage: 'en' }).and.not.have.any.keys('contentMap', 'source');
  });

  it('leaves what is of others without anything of ours', () => {
    expect(writeThing(remote, lookups())).to.not.have.any.keys('replies', 'likes', 'shares', 'interactionPolicy');
  });
});

describe('a body', () => {
  const create = { id: address('e', 1), type: 'Create', actor: amina.id, object: writeThing(guide, lookups()) };

  it('that is small goes as it is', () => {
    expect(fitted(create)).to.equal(create);
  });

  it('that would be too large or too deep names its object by id', () => {
    const large = { ...create, object: { ...create.object, content: 'ж'.repeat(bodyLimit / 2) } };
    expect(fitted(large)).to.deep.equal({ ...create, object: guide.id });
    let deep: unknown = 'end';
    for (let level = 0; level < depthLimit; level++) deep = [deep];
    expect(fitted({ ...create, object: { ...create.object, deep } }).object).to.equal(guide.id);
  });

  it('of ours is never deeper than eight, also when a community passes it on', () => {
    const relay = withContext({ id: address('e', 2), type: 'Announce', actor: urls.hub, object: create });
    expect(depthOf(Buffer.from(JSON.stringify(relay)))).to.be.at.most(depthLimit);
  });
});

describe('a report', () => {
  it('names whose things they are, as Mastodon drops one that names no account', () => {
    const base = { type: 'flagged' as const, id: address('e', 1), actor: amina.id, at: '2026-03-01T12:00:00.000Z' };
    const flag = writeActivity({ ...base, subjects: [remote.id], reason: 'Spam.' }, lookups());
    expect(flag).to.deep.include({ to: [ana.id], object: [ana.id, remote.id] });
  });
});

describe('who signs', () => {
  it('is who acts, but the author of what is taken down, and the hub for a report', () => {
    const base = { id: address('e', 1), at: '2026-03-01T12:00:00.000Z' };
    const keeper = address('a', 9);
    expect(signerOf({ type: 'withdrawn', ...base, actor: keeper, what: guide.id, author: amina.id }, urls)).to.equal(
      amina.id,
    );
    expect(signerOf({ type: 'flagged', ...base, actor: amina.id, subjects: [], reason: '' }, urls)).to.equal(
      urls.instance,
    );
    expect(signerOf({ type: 'liked', ...base, actor: amina.id, what: guide.id }, urls)).to.equal(amina.id);
  });
});
