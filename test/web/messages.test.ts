import { expect } from 'chai';
import { levels, licences, sdgs, skills } from '../../src/domain/kinds/vocabulary.ts';
import { catalogues, isTextKey, type PageLanguage, pageLanguages } from '../../src/web/messages/index.ts';
import { wordsFor } from '../../src/web/words.ts';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();

describe('The message catalogues', () => {
  for (const language of pageLanguages) {
    const catalogue: Record<string, string | Record<string, string>> = catalogues[language];

    it(`${language} has every key and leaves none in English by oversight`, () => {
      expect(Object.keys(catalogue).sort()).to.deep.equal(Object.keys(catalogues.en).sort());
      if (language === 'en') return;
      const same = Object.entries(catalogue).filter(([key, text]) => text === catalogues.en[key as 'nav']);
      const alike = [
        'page.title',
        'thing.licence',
        'compose.licence',
        'kind.discussion',
        'thing.basedOnBy',
        'search.hub',
        'skill.collaboration',
        'thing.discussion',
      ];
      expect(same.map(([key]) => key).filter(key => !alike.includes(key))).to.deep.equal([]);
    });

    it(`${language} has a form for each of its plural categories`, () => {
      const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const [key, forms] of Object.entries(catalogue)) {
        if (typeof forms === 'string') continue;
        expect(Object.keys(forms), `${language} ${key}`).to.include.members(categories);
      }
    });

    it(`${language} sets the same values into its sentences`, () => {
      for (const [key, text] of Object.entries(catalogue)) {
        const english: unknown = catalogues.en[key as 'nav'];
        if (typeof text !== 'string' || typeof english !== 'string') continue;
        // Arabic bylines need no word for "by"; the values stay the same.
        expect(names(text), `${language} ${key}`).to.deep.equal(names(english));
      }
    });
  }

  it('names every licence, level, skill and goal', () => {
    const keys = [
      ...licences.map(({ key }) => `licence.${key}`),
      ...levels.map(level => `level.${level}`),
      ...skills.map(skill => `skill.${skill}`),
      ...sdgs.map(goal => `sdg.${goal}`),
    ];
    expect(keys.filter(key => !isTextKey(key))).to.deep.equal([]);
  });
});

describe('The words of a page', () => {
  const replies = (language: PageLanguage, count: number) => wordsFor(language).n('count.replies', count);

  it('count in the six forms of Arabic', () => {
    const forms = [0, 1, 2, 5, 20, 100].map(count => replies('ar', count).replace(/[\d٠-٩]+/, 'n'));
    expect(forms).to.deep.equal(['لا ردود', 'رد واحد', 'ردّان', 'n ردود', 'n ردا', 'n رد']);
  });

  it('count in English and French', () => {
    expect([0, 1, 2].map(count => replies('en', count))).to.deep.equal(['0 replies', '1 reply', '2 replies']);
    expect([0, 1, 2].map(count => replies('fr', count))).to.deep.equal(['0 réponse', '1 réponse', '2 réponses']);
  });

  it('say sizes as a data bundle counts them', () => {
    const { bytes } = wordsFor('en');
    expect([0, 999, 412_000, 2_400_000, 31_000_000].map(bytes)).to.deep.equal([
      '0 byte',
      '999 byte',
      '412 kB',
      '2.4 MB',
      '31 MB',
    ]);
  });

  it('name languages and countries in the language of the page, and pass over nonsense', () => {
    expect(wordsFor('fr').languageName('sw')).to.equal('swahili');
    expect(wordsFor('es').countryName('KE')).to.equal('Kenia');
    expect(wordsFor('en').languageName('not a tag')).to.equal('not a tag');
    expect(wordsFor('en').countryName('xx<b>')).to.equal('xx<b>');
  });

  it('offer the countries of today, once each', () => {
    const codes = wordsFor('en')
      .countries()
      .map(({ code }) => code);
    expect(codes).to.include.members(['KE', 'MW', 'PS', 'TL', 'XK']).and.not.include.members(['SU', 'ZZ', 'EU', 'YU']);
    expect(new Set(codes).size).to.equal(codes.length);
    expect(codes.length).to.be.within(240, 255);
  });
});
