// Where a film or a recording was taken is in boxes of its file: they are emptied, and nothing else in it moves or changes.
import { expect } from 'chai';
import fc from 'fast-check';
import { isMovie, withoutPlace } from '../../src/web/movies.ts';

const place = '+27.5916+086.5640+8850/';

function box(type: string, ...parts: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + body.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}
const handler = (type: string) => box('hdlr', Buffer.alloc(8), type, Buffer.alloc(12));
const meta = (type: string, ...parts: (Buffer | string)[]) => box('meta', Buffer.alloc(4), handler(type), ...parts);
const xmp = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');

const parts = {
  ftyp: box('ftyp', 'isom', Buffer.alloc(4), 'isomiso2'),
  mvhd: box('mvhd', Buffer.alloc(100, 7)),
  track: box('trak', box('tkhd', Buffer.alloc(84, 3)), box('udta', box('loci', place)), meta('mdta', place)),
  song: meta('mdir', box('ilst', box('\xa9nam', 'A song'))),
  media: Buffer.alloc(200_000, 'media udta meta '),
};
const film = Buffer.concat([
  parts.ftyp,
  box('uuid', xmp, `exif:GPSLatitude ${place}`),
  box(
    'moov',
    parts.mvhd,
    parts.track,
    box('udta', box('\xa9xyz', place), box('\xa9nam', 'A title'), parts.song, Buffer.alloc(4)),
    meta('mdta', 'com.apple.quicktime.location.ISO6709', place),
  ),
  box('mdat', parts.media),
]);

async function cleaned(bytes: Buffer, step = 1000): Promise<Buffer> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  }
  const out: Buffer[] = [];
  for await (const part of withoutPlace(chunks())) out.push(part);
  return Buffer.concat(out);
}

describe('A film that is stored', () => {
  it('is told by its first bytes', () => {
    expect(isMovie(film)).to.equal(true);
    expect(isMovie(Buffer.from('%PDF-1.7 and more'))).to.equal(false);
    expect(isMovie(Buffer.from('ID3'))).to.equal(false);
  });

  it('does not say where it was taken, in however many pieces it comes', async () => {
    for (const step of [1, 7, 1000, film.length]) {
      const kept = await cleaned(film, step);
      expect(kept.length).to.equal(film.length);
      expect(kept.includes(place), `in pieces of ${step}`).to.equal(false);
      expect(kept.includes('quicktime.location')).to.equal(false);
      expect(kept.subarray(-parts.media.length).equals(parts.media)).to.equal(true);
    }
  });

  it('keeps its titles and all that it is played by', async () => {
    const kept = await cleaned(film);
    for (const part of [parts.ftyp, parts.mvhd, parts.song, Buffer.from('A title')])
      expect(kept.includes(part)).to.equal(true);
    expect(kept.equals(film)).to.equal(false);
    expect((await cleaned(kept)).equals(kept)).to.equal(true);
  });

  it('with boxes written in eight bytes, or to the end of the file, is read as well', async () => {
    const long = Buffer.alloc(16);
    const body = box('udta', box('\xa9xyz', place));
    long.writeUInt32BE(1);
    long.write('moov', 4, 'latin1');
    long.writeBigUInt64BE(BigInt(16 + body.length), 8);
    const endless = Buffer.concat([Buffer.alloc(4), Buffer.from('mdat'), parts.media]);
    const kept = await cleaned(Buffer.concat([parts.ftyp, long, body, endless]));
    expect(kept.includes(place)).to.equal(false);
    expect(kept.subarray(-endless.length).equals(endless)).to.equal(true);
  });

  it('that is malformed keeps its length, and takes a bounded time', async () => {
    const most = Buffer.concat(Array.from({ length: 300_000 }, () => box('free')));
    expect((await cleaned(most)).equals(most)).to.equal(true);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.uint8Array({ maxLength: 12 }),
        fc.integer({ min: 1, max: 400 }),
        async (at, junk, step) => {
          const bytes = Buffer.from(film.subarray(0, 900));
          bytes.set(junk, at % (bytes.length - junk.length));
          expect((await cleaned(bytes, step)).length).to.equal(bytes.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
