// `backup` and `restore`: one file that is a whole hub, written and read as a stream.
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { openStorage } from '../../src/core.ts';
import { backupLines } from '../../src/log/backup.ts';
import { restoreLines, verifyBackup } from '../../src/log/restore.ts';
import { Refused, type Verb, withCore } from './verb.ts';

export const backup: Verb = {
  usage: 'backup FILE',
  async run({ config, words: [file] }) {
    if (!file) throw new Refused(`usage: ${backup.usage}`, true);
    const storage = await openStorage(config);
    const part = `${file}.part`;
    try {
      await pipeline(
        Readable.from(backupLines(storage, config.origin)),
        createGzip(),
        createWriteStream(part, { mode: 0o600 }),
      );
      await rename(part, file);
    } finally {
      await rm(part, { force: true });
      await storage.close();
    }
    return { json: { file }, text: `the hub is in ${file}; keep it as you keep its passwords` };
  },
};

export const restore: Verb = {
  usage: 'restore FILE',
  async run({ config, words: [file] }) {
    if (!file) throw new Refused(`usage: ${restore.usage}`, true);
    const facts = await verifyBackup(linesOf(file));
    if (facts.origin !== config.origin) throw new Refused(`the backup is of ${facts.origin}: set HUB_ORIGIN to it`);
    const storage = await openStorage(config);
    try {
      await restoreLines(storage, linesOf(file));
    } finally {
      await storage.close();
    }
    await withCore(config, core => core.settled());
    return { json: facts, text: `${facts.entries} entries restored and applied` };
  },
};

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  const failed = new Promise<never>((_, reject) => {
    source.once('error', () => reject(new Refused(`${file} cannot be read`)));
    unzipped.once('error', () => reject(new Refused(`${file} is not a whole backup`)));
  });
  failed.catch(() => {});
  const lines = createInterface({ input: source.pipe(unzipped) })[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([lines.next(), failed]);
    if (next.done) return;
    yield next.value;
  }
}
