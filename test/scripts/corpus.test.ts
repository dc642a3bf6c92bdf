import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { corpusEvents, rareThings } from '../../scripts/corpus/events.ts';
import { makeCorpus, ofCorpus } from '../../scripts/corpus/make.ts';
import { languages, rareWord, subjectsOf } from '../../scripts/corpus/vocabulary.ts';
import { plainText } from '../../src/domain/prose.ts';
import type { Thing } from '../../src/domain/records.ts';
import { wordsOf } from '../../src/domain/words.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';

describe('the corpus of the benchmarks', () => {
  const size = 3000;
  const events = [...corpusEvents({ seed: 1, size })];
  const things = events.flatMap((event): Thing[] => (event.type === 'published' ? [event.thing] : []));

  it('is the same for the same seed, and another for another', () => {
    expect([...corpusEvents({ seed: 1, size: 200 })]).to.deep.equal([...corpusEvents({ seed: 1, size: 200 })]);
    expect([...corpusEvents({ seed: 2, size: 200 })]).not.to.deep.equal([...corpusEvents({ seed: 1, size: 200 })]);
  });

  it('names everything once, and speaks only of what came before', () => {
    expect(new Set(events.map(({ id }) => id)).size).to.equal(size);
    const known = new Set<string>();
    for (const event of events) {
      if (event.type === 'published') {
        const parent = event.thing.kind === 'discussion' ? event.thing.inReplyTo : undefined;
        if (parent) expect(known.has(parent)).to.equal(true);
        known.add(event.thing.id);
      } else if (event.type === 'profiled') known.add(event.actor);
      else if (event.type === 'liked' || event.type === 'shared') expect(known.has(event.what)).to.equal(true);
      expect(known.has(event.actor), event.actor).to.equal(true);
    }
  });

  it('has things of five languages, of all kinds, short and long', () => {
    for (const language of languages) {
      expect(things.filter(thing => thing.language === language).length, language).to.be.greaterThan(size / 20);
    }
    const resources = things.filter(thing => thing.kind === 'resource');
    const lengths = resources.map(({ content }) => plainText(content).split(/\s+/).length).sort((a, b) => a - b);
    expect(lengths[0]).to.be.at.least(40);
    expect(lengths[lengths.length >> 1]).to.be.within(120, 220);
    expect(lengths.at(-1)).to.be.within(1000, 3000);
    for (const { name } of resources) expect(name.split(' ').length, name).to.be.within(3, 13);
    expect(things.some(thing => thing.kind === 'discussion' && thing.inReplyTo)).to.equal(true);
  });

  it('has words as languages have them: a few everywhere, most of them hardly ever', () => {
    const english = things.filter(({ language }) => language === 'en');
    const counts = new Map<string, number>();
    for (const { content } of english) {
      for (const word of wordsOf(plainText(content))) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    expect(counts.get('the')).to.be.greaterThan(english.length * 0.7);
    expect(counts.get(subjectsOf('en')[0] ?? '')).to.be.greaterThan(english.length * 0.5);
    const seldom = [...counts.values()].filter(count => count <= 2).length;
    expect(seldom).to.be.greaterThan(counts.size * 0.4);
    for (const language of languages) {
      const [word] = wordsOf(rareWord[language]);
      const found = things.filter(({ name = '', content }) =>
        wordsOf(`${name} ${plainText(content)}`).includes(word ?? ''),
      );
      expect(found.length, rareWord[language]).to.equal(rareThings);
    }
  });

  it('goes through the log of a hub, which applies and finds all of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'corpus-'));
    try {
      await makeCorpus(folder, { size, seed: 1 });
      const storage = await openSqlite({ folder });
      try {
        expect(await storage.state.get('setting', 'origin')).to.equal(ofCorpus.origin);
        expect(await storage.log.head()).to.be.within(size + 3, size + 10);
        const total = async (words: string[]) => (await storage.search.find({ words, limit: 1 })).total;
        for (const language of languages) expect(await total(wordsOf(rareWord[language]))).to.equal(rareThings);
        // The hub itself and its one member are found as well.
        expect(await total([])).to.equal(things.length + 2);
        expect(await storage.jobs.counts(Date.now())).to.deep.equal({ waiting: 0, resting: 0, dead: 0 });
        const last = things.at(-1) as Thing;
        expect((await storage.records.get(last.id))?.body).to.deep.equal(last);
      } finally {
        await storage.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }).timeout(60_000);
});
