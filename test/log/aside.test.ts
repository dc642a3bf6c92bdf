// What is kept aside while the records are made anew, and what is told of it.
import { expect } from 'chai';
import { type Aside, openAside } from '../../src/log/aside.ts';

describe('what stood before a replay', () => {
  let aside: Aside;
  beforeEach(() => {
    aside = openAside();
  });
  afterEach(() => aside.close());

  const prints = (content: Record<string, string>) => Object.entries(content).map(([name, print]) => ({ name, print }));

  it('is told apart from what stands after it, by name', () => {
    aside.keep('links', prints({ same: '1', other: '1', gone: '1' }));
    aside.compare('links', prints({ other: '2', same: '1', come: '1' }));
    expect(aside.found('links')).to.deep.equal({
      total: 3,
      differing: 1,
      missing: 1,
      surplus: 1,
      examples: ['other', 'come', 'gone'],
    });
  });

  it('is kept apart by its parts', () => {
    aside.keep('links', prints({ a: '1' }));
    aside.keep('search', prints({ a: '2' }));
    aside.compare('search', prints({ a: '2' }));
    expect(aside.found('search')).to.include({ total: 1, differing: 0, missing: 0, surplus: 0 });
    expect(aside.found('links')).to.include({ total: 0, differing: 0, missing: 0, surplus: 1 });
    expect(aside.found('words')).to.deep.equal({ total: 0, differing: 0, missing: 0, surplus: 0, examples: [] });
  });

  it('counts one of two with the same name as too many', () => {
    aside.keep('links', prints({ a: '1' }));
    aside.keep('links', prints({ a: '1' }));
    aside.compare('links', prints({ a: '1' }));
    expect(aside.found('links')).to.deep.equal({ total: 1, differing: 0, missing: 0, surplus: 1, examples: ['a'] });
  });

  it('counts all that differs and names the first thousand', () => {
    const many = (start: string) => prints(Object.fromEntries(Array.from({ length: 900 }, (_, n) => [start + n, '1'])));
    aside.keep('links', many('gone'));
    aside.compare('links', many('come'));
    const { examples, ...found } = aside.found('links');
    expect(found).to.deep.equal({ total: 900, differing: 0, missing: 900, surplus: 900 });
    expect(examples).to.have.length(1000);
    expect(new Set(examples).size).to.equal(1000);
  });
});
