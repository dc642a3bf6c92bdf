// `replay`: makes the records anew from the log, with the hub stopped, and tells what was other than the log says.
import { makeUrls } from '../../federation/urls.ts';
import type { Differences } from '../../src/log/aside.ts';
import { finishReplay, replay as replayLog } from '../../src/log/replay.ts';
import { Refused, type Verb, withStorage } from './verb.ts';

export const replay: Verb = {
  name: 'replay',
  takes: [],
  about: 'makes the records anew from the log, with the hub stopped, and tells what differed',
  async run({ config }) {
    await mustBeStopped(config);
    return withStorage(config, async storage => {
      const home = { origin: config.origin, hub: makeUrls(config.origin).hub };
      const fixed = (await storage.state.get('setting', 'origin')) ?? config.origin;
      if (fixed !== config.origin)
        throw new Refused(`HUB_ORIGIN is ${config.origin}, but this data belongs to ${fixed}`);
      await finishReplay(storage, home);
      const found = await replayLog(storage, home);
      const { entries, records, links, search, words, aside } = found;
      const lines = [
        `${entries} entries folded into ${records} records, ${links.total} links and ${search.total} search documents`,
        ...linesOf('records', found),
        ...linesOf('links', links),
        ...linesOf('search documents', search),
        ...(words.total > 0 ? linesOf("words in search's index", words) : []),
        ...(aside.length > 0 ? [`entries that could not be folded: ${aside.slice(0, 20).join(', ')}`] : []),
      ];
      return { json: found, text: lines.join('\n') };
    });
  },
};

function linesOf(what: string, { differing, missing, surplus, examples }: Omit<Differences, 'total'>): string[] {
  return [
    `${what} other than the log says: ${differing} differed, ${missing} were missing, ${surplus} were too many`,
    ...examples.slice(0, 20).map(name => `  ${name}`),
  ];
}

/** The hub says in its store that it runs; here its door is tried as well, which tells the operator where it is. */
async function mustBeStopped({ host, port }: { host: string; port: number }): Promise<void> {
  const at = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const alive = await fetch(`${at}/healthz`, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
  if (alive?.ok)
    throw new Refused(`a hub is running at ${at}: stop it first, its records are taken away and made anew`);
}
