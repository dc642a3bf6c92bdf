// `replay`: makes the records anew from the log, with the hub stopped, and tells what was other than the log says.
import { makeUrls } from '../../federation/urls.ts';
import { openStorage } from '../../src/core.ts';
import { replay as replayLog } from '../../src/log/replay.ts';
import { Refused, type Verb } from './verb.ts';

export const replay: Verb = {
  usage: 'replay',
  async run({ config }) {
    const alive = await fetch(`http://${config.host}:${config.port}/healthz`, {
      signal: AbortSignal.timeout(1000),
    }).catch(() => undefined);
    if (alive?.ok) throw new Refused('the hub is running: stop it first, the records are taken away and made anew');
    const storage = await openStorage(config);
    try {
      const found = await replayLog(storage, { origin: config.origin, hub: makeUrls(config.origin).hub });
      const changed = found.differing + found.missing + found.surplus;
      return {
        json: found,
        text: `${found.entries} entries folded into ${found.records} records, ${changed} of which were other than the log says`,
      };
    } finally {
      await storage.close();
    }
  },
};
