import { expect } from 'chai';
import fc from 'fast-check';
import type { HostRule } from '../../src/domain/trust.ts';
import { readList, writeList } from '../../src/views/blocklist.ts';

const own = 'hub.example';
const header = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate';
const faultsOf = (text: string) => readList(text, own).faults.map(({ line, fault }) => `${line} ${fault}`);

describe('A list of hosts', () => {
  it('is read as Mastodon writes it', () => {
    const text = `\ufeff${header}\r\nBad.Example,suspend,TRUE,True,"Insults, and ""worse""",false\r\n\r\nloud.example,silence,false,false,,\nmedia.example,noop,true,,,true\n`;
    expect(readList(text, own)).to.deep.equal({
      faults: [],
      rules: [
        { host: 'bad.example', level: 'suspend', noMedia: true, noReports: true, comment: 'Insults, and "worse"' },
        { host: 'loud.example', level: 'silence', noMedia: false, noReports: false },
        { host: 'media.example', level: 'open', noMedia: true, noReports: false, obfuscate: true },
      ],
    });
  });

  it('may have its columns in another order, some of them only, or no names at all', () => {
    expect(readList('#severity,#domain\nsilence,a.example\n', own).rules).to.deep.include({
      host: 'a.example',
      level: 'silence',
      noMedia: false,
      noReports: false,
    });
    const [bare] = readList('a.example\n', own).rules;
    expect(bare).to.include({ host: 'a.example', level: 'suspend' });
  });

  it('is refused whole with every faulty line named', () => {
    const lines = [
      header,
      'good.example,suspend',
      'ba*.example,suspend',
      'x.example,destroy',
      'y.example,suspend,perhaps',
      'GOOD.example.,silence',
      'hub.example,suspend',
      'https://z.example/path,suspend',
      'constructor,suspend',
      'w.example,__proto__',
    ];
    const read = readList(lines.join('\n'), own);
    expect(read.rules).to.deep.equal([]);
    expect(faultsOf(lines.join('\n'))).to.deep.equal([
      '3 host',
      '4 severity',
      '5 switch',
      '6 twice',
      '7 own',
      '8 host',
      '10 severity',
    ]);
  });

  it('is bounded, whatever it is', () => {
    expect(faultsOf('')).to.deep.equal(['1 empty']);
    expect(faultsOf(header)).to.deep.equal(['1 empty']);
    expect(faultsOf('x'.repeat(1_000_001))).to.deep.equal(['1 long']);
    expect(faultsOf('"'.repeat(500_000))[0]).to.match(/ csv$/);
    expect(faultsOf(`${header}\n"${'a'.repeat(900_000)}`)[0]).to.match(/ csv$/);
    const many = Array.from({ length: 5001 }, (_, index) => `h${index}.example`).join('\n');
    expect(faultsOf(many)).to.deep.equal(['5001 long']);
    expect(faultsOf(','.repeat(900_000))[0]).to.match(/ (csv|host)$/);
    const began = performance.now();
    readList(`${header}\n${'a.example,suspend\n'.repeat(50_000)}`, own);
    expect(performance.now() - began, 'ms').to.be.lessThan(2000);
  });

  it('holds no formula for a spreadsheet', () => {
    for (const comment of ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1']) {
      const text = writeList([{ host: 'a.example', level: 'suspend', noMedia: false, noReports: false, comment }]);
      const cell = (text.split('\n')[1] ?? '').split(',').slice(4).join(',');
      expect(cell, comment).to.match(/^"?'/);
    }
  });

  it('is read again as it was written', () => {
    const rule: fc.Arbitrary<HostRule> = fc
      .record({
        host: fc.domain().map(domain => domain.toLowerCase()),
        level: fc.constantFrom('open' as const, 'silence' as const, 'suspend' as const),
        noMedia: fc.boolean(),
        noReports: fc.boolean(),
        comment: fc.stringMatching(/^[A-Za-z"',;é \n]{0,40}$/),
      })
      .map(({ comment, ...rest }) => ({ ...rest, ...(comment.trim() && { comment: comment.trim() }) }));
    fc.assert(
      fc.property(fc.uniqueArray(rule, { minLength: 1, maxLength: 20, selector: ({ host }) => host }), rules => {
        const { rules: again, faults } = readList(writeList(rules), own);
        expect(faults).to.deep.equal([]);
        expect(again.map(({ host }) => host)).to.deep.equal(rules.map(({ host }) => host));
        expect(again.map(({ level }) => level)).to.deep.equal(rules.map(({ level }) => level));
      }),
    );
  });
});
