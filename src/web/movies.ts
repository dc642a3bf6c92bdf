// Films and sound as phones record them (ISO base media: MP4, MOV, M4A, 3GP) say where they were taken. Boxes that may say so
// become empty ones of the same length while the file is stored, so that nothing in it moves; the picture and the sound stay
// as they are, and so do the titles of a song (ISO/IEC 14496-12; QuickTime File Format, "User data atoms").

/** Boxes of one file that are looked at; a film has some hundreds, and what is past them is kept as it came. */
const boxLimit = 10_000;
/** Bytes that are handed on together. */
const portion = 64 * 1024;

const beginnings = new Set(['ftyp', 'moov', 'mdat', 'wide', 'skip', 'free', 'pnot']);
/** Boxes that are opened, by the box that they stand in. */
const opened: Record<string, Set<string>> = {
  '': new Set(['moov']),
  moov: new Set(['trak', 'udta']),
  trak: new Set(['udta']),
  udta: new Set(),
};
/** What a user data box may keep: names, rights, chapters and loudness. */
const harmless = new Set([
  ...['chpl', 'name', 'titl', 'cprt', 'auth', 'perf', 'albm', 'dscp', 'gnre', 'yrrc', 'kind', 'tsel', 'ludt', 'hnti'],
  ...['\xa9nam', '\xa9ART', '\xa9alb', '\xa9cpy', '\xa9gen', '\xa9trk', '\xa9day'],
]);
/** The titles of a song, and what a still picture is made of; phones write where they were under another. */
const harmlessHandlers = ['mdir', 'pict'];
/** How a film in the round is to be shown (Spherical Video V1). */
const spherical = 'ffcc8263f8554a938814587a02521fdd';

/** True when a file that begins with these bytes, at least 8 of them, is of this form. */
export function isMovie(head: Uint8Array): boolean {
  return beginnings.has(Buffer.from(head.subarray(4, 8)).toString('latin1'));
}

/** The same file without what says where it was taken; as long as before. What is malformed is kept as it came. */
export async function* withoutPlace(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const parts: Buffer[] = [];
  let held = 0;
  for await (const part of scrub(makeSource(bytes))) {
    parts.push(part);
    held += part.length;
    if (held < portion) continue;
    yield Buffer.concat(parts.splice(0));
    held = 0;
  }
  if (held > 0) yield Buffer.concat(parts);
}

type Source = ReturnType<typeof makeSource>;

async function* scrub(source: Source): AsyncGenerator<Buffer> {
  const open: { type: string; end: number }[] = [];
  for (let boxes = 0; boxes < boxLimit; boxes++) {
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= source.position()) open.pop();
    const inside = open.at(-1);
    const left = inside ? inside.end - source.position() : Number.POSITIVE_INFINITY;
    // A list of user data may end with a zero that is no box.
    if (left < 8) {
      yield* source.pass(left);
      continue;
    }
    const header = await readHeader(source);
    if (!header) break;
    const { bytes, type, size } = header;
    if (size < bytes.length || size > left) {
      yield bytes;
      if (!inside) break;
      yield* source.pass(inside.end - source.position());
      continue;
    }
    const body = size - bytes.length;
    if (opened[inside?.type ?? '']?.has(type)) {
      yield bytes;
      open.push({ type, end: source.position() + body });
      continue;
    }
    const begin = await source.take(Math.min(40, body));
    if (mayStay(type, begin, inside?.type)) {
      yield bytes;
      yield begin;
      yield* source.pass(body - begin.length);
    } else {
      bytes.write('free', 4, 'latin1');
      yield bytes;
      yield Buffer.alloc(begin.length);
      for await (const part of source.pass(body - begin.length)) yield Buffer.alloc(part.length);
    }
  }
  yield* source.pass(Number.POSITIVE_INFINITY);
}

function mayStay(type: string, begin: Buffer, inside: string | undefined): boolean {
  if (type === 'uuid') return begin.subarray(0, 16).toString('hex') === spherical;
  if (type === 'meta') return harmlessHandlers.some(handler => begin.includes(handler, 0, 'latin1'));
  return inside !== 'udta' || harmless.has(type);
}

/** Undefined at the end of the file. A size of 0 reaches to the end of the file, one of 1 is written in eight bytes more. */
async function readHeader(source: Source): Promise<{ bytes: Buffer; type: string; size: number } | undefined> {
  const first = Buffer.from(await source.take(8));
  if (first.length < 8) {
    source.putBack(first);
    return undefined;
  }
  const type = first.toString('latin1', 4, 8);
  const size = first.readUInt32BE(0);
  if (size !== 1) return { bytes: first, type, size: size === 0 ? Number.POSITIVE_INFINITY : size };
  const more = await source.take(8);
  const bytes = Buffer.concat([first, more]);
  return { bytes, type, size: more.length < 8 ? 0 : Number(more.readBigUInt64BE(0)) };
}

/** Bytes by number, from bytes as they come. */
function makeSource(bytes: AsyncIterable<Buffer>) {
  const chunks = bytes[Symbol.asyncIterator]();
  let ready: Buffer = Buffer.alloc(0);
  let position = 0;

  async function fill(): Promise<boolean> {
    const { value, done } = await chunks.next();
    if (!done) ready = ready.length === 0 ? value : Buffer.concat([ready, value]);
    return !done;
  }
  function cut(count: number): Buffer {
    const part = ready.subarray(0, count);
    ready = ready.subarray(part.length);
    position += part.length;
    return part;
  }

  return {
    /** How many bytes were taken. */
    position: () => position,
    /** So many bytes, few at a time; fewer at the end. */
    async take(count: number): Promise<Buffer> {
      while (ready.length < count && (await fill()));
      return cut(count);
    },
    putBack(part: Buffer): void {
      ready = Buffer.concat([part, ready]);
      position -= part.length;
    },
    /** So many bytes as they come; fewer at the end. */
    async *pass(count: number): AsyncGenerator<Buffer> {
      for (let left = count; left > 0; ) {
        if (ready.length === 0 && !(await fill())) return;
        const part = cut(Math.min(left, ready.length));
        left -= part.length;
        yield part;
      }
    },
  };
}
