import { expect } from 'chai';
import fc from 'fast-check';
import { bySteps, fold } from '../../src/domain/fold-text.ts';
import { runsOf } from '../../src/domain/runs.ts';
import { foldTag, wordsOf } from '../../src/domain/words.ts';
import { timeOf } from '../helpers/stall.ts';

describe('words for search', () => {
  it('are found without their accents', () => {
    expect(wordsOf('Éducation préscolaire à São Tomé')).to.deep.equal(['education', 'prescolaire', 'a', 'sao', 'tome']);
  });

  it('lose Arabic vowel signs and take one form of alef and yeh', () => {
    expect(wordsOf('التَّعْلِيم')).to.deep.equal(wordsOf('التعليم'));
    expect(fold('إلى')).to.equal(fold('الي'));
  });

  it('keep the vowel signs of Devanagari, which are letters of the word', () => {
    expect(wordsOf('शिक्षा का अधिकार')).to.deep.equal(['शिक्षा', 'का', 'अधिकार']);
  });

  it('are cut by dictionary where a script has no spaces', () => {
    expect(wordsOf('教育是一项权利', 'zh')).to.include.members(['教育', '权利']);
    expect(wordsOf('การศึกษาเพื่อทุกคน', 'th').length).to.be.greaterThan(1);
  });

  it('find a word behind its article', () => {
    expect(wordsOf("l'école", 'fr')).to.include('ecole');
    expect(wordsOf('l’école', 'fr')).to.include('ecole');
  });

  it('are the same beside a letter of another alphabet', () => {
    const text = "Don't stop_now: x-ray 3.5 o'clock's (A1) 'quoted' end'";
    expect(wordsOf(`${text} é`)).to.deep.equal([...wordsOf(text), 'e']);
    expect(wordsOf(text)).to.include.members([
      "don't",
      't',
      'stop',
      'now',
      'x',
      'ray',
      '3',
      '5',
      'a1',
      'quoted',
      'end',
    ]);
  });

  it('are cut as the pattern says, of any text', () => {
    const pattern = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*/gu;
    const sign = fc.oneof(
      fc.constantFrom('a', 'é', '7', "'", '’', ' ', '-', '\u0301', '教', '🎓', '𝔸'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), signs => {
        const text = signs.join('');
        expect(runsOf(text)).to.deep.equal(text.match(pattern) ?? []);
      }),
      { numRuns: 2000 },
    );
    const every = Array.from({ length: 0xd800 }, (_, unit) => String.fromCharCode(unit)).join('');
    expect(runsOf(every)).to.deep.equal(every.match(pattern));
  });

  it('are folded sign by sign as they are step by step, whatever stands beside what', () => {
    const signs = [
      'a',
      'Σ',
      'ϹΣ',
      'ß',
      'é',
      '’',
      'İ',
      'ا',
      'أ',
      'ى',
      'ـ',
      'か',
      'ガ',
      'ﾞ',
      '하',
      'ㄴ',
      'ㅏ',
      '한',
      'ﷺ',
      '…',
      '½',
    ];
    const marks = [
      '\u0301',
      '\u0345',
      '\u0653',
      '\u064e',
      '\u3099',
      '\u0323',
      '\u09be',
      '\u11a8',
      '\ufeff',
      '\0',
      '\ud83c',
    ];
    const sign = fc.oneof(
      fc.constantFrom(...signs, ...marks),
      fc.string({ unit: 'binary', maxLength: 2 }),
      fc.integer({ min: 1, max: 0xffff }).map(unit => String.fromCharCode(unit)),
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 12 }), signs => {
        const text = `é${signs.join('')}`;
        expect(fold(text)).to.equal(bySteps(text));
      }),
      { numRuns: 20_000 },
    );
    for (let unit = 0; unit < 0x10000; unit++) {
      const text = `é${String.fromCharCode(unit)}.`;
      if (fold(text) !== bySteps(text)) expect(fold(text), `of ${unit}`).to.equal(bySteps(text));
    }
  });

  it('are each kept once, and are bounded in number and length', () => {
    expect(wordsOf('teacher Teacher TEACHER')).to.deep.equal(['teacher']);
    expect(wordsOf(Array.from({ length: 9000 }, (_, n) => `w${n}`).join(' '))).to.have.length(5000);
    expect(wordsOf('x'.repeat(500))[0]).to.have.length(64);
  });

  it('ask and answer in the same form', () => {
    for (const text of ['Straße', 'STRASSE']) expect(wordsOf(text)).to.deep.equal(['strasse']);
    expect(foldTag('#Open-Éducation')).to.equal('openeducation');
  });

  it('are found in no time, whatever the script', () => {
    for (const part of ['漢 ', 'ภาษาไทย ', 'ລາວ ', 'བོད་', 'ก', '漢', "a'", 'e\u0301\u0302', 'a ']) {
      const text = part.repeat(500_000 / part.length);
      expect(wordsOf(text).length).to.be.at.least(1);
      expect(
        timeOf(() => wordsOf(text)),
        part,
      ).to.be.lessThan(200);
    }
  });
});
