// `blocks export`: everything that is held against hosts, in Mastodon's CSV.
import { hostRules, writeList } from '../../src/views/blocklist.ts';
import { type Verb, withCore } from './verb.ts';

export const blocksExport: Verb = {
  name: 'blocks export',
  takes: [],
  about: "prints what is held against hosts, in Mastodon's CSV",
  run: ({ config }) =>
    withCore(config, async ({ storage }) => {
      const rules = await hostRules(storage);
      return { json: rules, text: writeList(rules).trimEnd() };
    }),
};
