// Of which server an address is: told from memory as the URL Standard tells it, however the address is written.
import { expect } from 'chai';
import fc from 'fast-check';
import { placeOf } from '../../src/domain/origin.ts';

/** What the parser says, each time anew. */
function parsed(address: string) {
  const url = URL.parse(address);
  const web = url !== null && /^https?:$/.test(url.protocol);
  return { origin: web ? url.origin : undefined, host: url?.host ?? '' };
}

const strange = [
  'https://One.example',
  'https://one.example:443/a',
  'http://one.example:80',
  'https://one.example:8443?x',
  'https://one.example.#x',
  'https://one.example:/x',
  'https://one.example:99999/x',
  'https://someone@one.example/x',
  'https://one.example@two.example/x',
  'https://one.example\\@two.example/x',
  'https://one.example\\two.example/x',
  'https://one.ex\tample/x',
  ' https://one.example/x',
  'https://[::1]:80/x',
  'https://[::1/x',
  'http://127.1/x',
  'http://0x7f.1:80/x',
  'https://1.2.3.256/x',
  'https://bücher.example/x',
  'https://xn--bcher-kva.example/x',
  'https://xn--/x',
  'https://%6fne.example/x',
  'https:one.example/x',
  'https:///one.example/x',
  'https://',
  'https:///',
  'ftp://one.example/x',
  'acct:one@two.example',
  'data:text/plain,x',
  'one.example',
  '',
];

describe('the server of an address', () => {
  it('is the one that the URL Standard names, the first time and from memory', () => {
    for (const address of [...strange, ...strange]) expect(placeOf(address), address).to.deep.equal(parsed(address));
  });

  it('does not depend on what follows it', () => {
    const part = fc.stringMatching(/^[a-zA-Z0-9.:[\]@\\%ü\t-]{0,12}$/);
    const rest = fc.oneof(
      fc.constantFrom('', '/', '?', '#', '\\', '/@', ':'),
      fc.string({ maxLength: 12, unit: 'binary' }),
    );
    const address = fc.tuple(fc.constantFrom('https://', 'http://', 'HTTPS://', 'https:'), part, rest);
    fc.assert(
      fc.property(address, parts => {
        const text = parts.join('');
        expect(placeOf(text)).to.deep.equal(parsed(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('is told right of more servers than are remembered', () => {
    for (let n = 0; n < 12_000; n++) expect(placeOf(`https://h${n}.example/x`).host).to.equal(`h${n}.example`);
    expect(placeOf('https://h1.example/y')).to.deep.equal({ origin: 'https://h1.example', host: 'h1.example' });
  });
});
