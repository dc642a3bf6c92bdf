// `restore FILE`: brings a backup into an empty store. Of a file that is not whole nothing is stored.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { makeUrls } from '../../federation/urls.ts';
import { restoreLines, verifyBackup } from '../../src/log/restore.ts';
import { Refused, type Verb, withCore, withStorage } from './verb.ts';

/** The longest line: an entry with its megabyte, twice escaped, is far below. */
const lineLimit = 64 * 1024 * 1024;

export const restore: Verb = {
  name: 'restore',
  takes: ['FILE'],
  about: 'brings a backup into an empty store',
  async run({ config, words: [file = ''] }) {
    const facts = await verifyBackup(linesOf(file));
    const { origin, entries, files } = facts;
    if (origin !== config.origin) throw new Refused(`the backup is of ${origin}: set HUB_ORIGIN=${origin}`);
    const home = { origin, hub: makeUrls(origin).hub };
    await withStorage(config, storage => restoreLines(storage, home, { lines: linesOf(file), facts }));
    await withCore(config, core => core.settled());
    return {
      json: { origin, entries, files },
      text: `${entries} entries and ${files} files of ${origin} are restored`,
    };
  },
};

/** The lines of a gzipped file. Only a line feed ends one: JSON keeps every other sign as it is. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.once('error', () => unzipped.destroy(new Refused(`${file} cannot be read`)));
  unzipped.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of source.pipe(unzipped)) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > lineLimit) throw new Refused(`${file} is no backup`);
      yield* lines;
    }
  } catch (error) {
    throw error instanceof Refused || !isZlib(error) ? error : new Refused(`${file} is not a whole backup`);
  } finally {
    source.destroy();
  }
  if (rest) throw new Refused(`${file} is not a whole backup`);
}

function isZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z_|^ERR_/.test(String(error.code));
}
