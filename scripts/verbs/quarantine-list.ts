// `quarantine list`: the entries that could not be handled and were set aside, and why.
import { makeQuarantine } from '../../src/log/quarantine.ts';
import { type Verb, withStorage } from './verb.ts';

const most = 1000;

export const quarantineList: Verb = {
  name: 'quarantine list',
  takes: [],
  about: 'names the entries that could not be handled, the newest first, and why',
  run: ({ config }) =>
    withStorage(config, async storage => {
      const found = await makeQuarantine(storage).list(most);
      const lines = found.map(({ cursor, seq, id, error, since, tries }) => {
        return `${seq}  ${cursor}  ${id}  since ${new Date(since).toISOString()}, tried ${tries} times: ${error}`;
      });
      return { json: found, text: lines.join('\n') || 'nothing is set aside' };
    }),
};
