// `blocks import FILE`: takes a list of hosts in Mastodon's form, the whole of it in one entry, or names every faulty line.
import { open, stat } from 'node:fs/promises';
import { changesOf, listBytes, readList } from '../../src/views/blocklist.ts';
import { act } from './hub-act.ts';
import { Refused, type Verb, withCore } from './verb.ts';

const faults = {
  csv: 'cannot be read as CSV',
  host: 'names no host',
  severity: 'has a severity that is none of suspend, silence, noop',
  switch: 'has a value that is neither true nor false',
  twice: 'names a host a second time',
  own: 'names this hub itself',
  long: 'the list is too long: at most 5,000 hosts and 1 MB',
  empty: 'the list is empty',
};

export const blocksImport: Verb = {
  name: 'blocks import',
  takes: ['FILE'],
  options: { 'dry-run': '', reason: 'R' },
  about: "decides about many hosts by a list in Mastodon's CSV; --dry-run only tells what it would change",
  async run({ config, words: [file = ''], options }) {
    const text = await readText(file);
    return withCore(config, async core => {
      const { rules, faults: found } = readList(text, core.urls.host);
      if (found.length > 0)
        throw new Refused(
          found.map(({ line, fault, text }) => `line ${line} ${faults[fault]}${text && ` (${text})`}`).join('; '),
        );
      const changes = await changesOf(core.storage, rules);
      const wanted = [...changes.added, ...changes.changed.map(({ rule }) => rule)];
      const reason = options.reason === undefined ? {} : { reason: String(options.reason) };
      if (!options['dry-run'] && wanted.length > 0) await act(core, { do: 'importList', rules: wanted, ...reason });
      const counts = { added: changes.added.length, changed: changes.changed.length, same: changes.same };
      const sense = options['dry-run'] ? 'would be ' : '';
      return {
        json: { ...counts, done: !options['dry-run'] },
        text: `${counts.added} ${sense}added, ${counts.changed} ${sense}changed, ${counts.same} as they are`,
      };
    });
  },
};

async function readText(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Refused(`there is no file ${file}`);
  if (found.size > listBytes * 4) throw new Refused(faults.long);
  const handle = await open(file);
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
