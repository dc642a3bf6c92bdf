// `peer block HOST`: nothing is taken from a host, or from one below it, and nothing is sent to it; or less, by its options.
import type { HostDraft } from '../../src/domain/commands.ts';
import { judge } from './hub-act.ts';
import { Refused, type Verb, withCore } from './verb.ts';

export const peerBlock: Verb = {
  name: 'peer block',
  takes: ['HOST'],
  options: { level: 'suspend|silence|open', 'no-media': '', 'no-reports': '', reason: 'R' },
  about: 'has nothing more to do with a host and the hosts below it, or less to do, as --level says',
  run: ({ config, words: [host = ''], options }) =>
    withCore(config, core => {
      const level = options.level ?? 'suspend';
      if (level !== 'suspend' && level !== 'silence' && level !== 'open')
        throw new Refused('a level is suspend, silence or open', true);
      const draft: HostDraft = {
        host,
        level,
        ...(options['no-media'] === true && { noMedia: true }),
        ...(options['no-reports'] === true && { noReports: true }),
        ...(options.reason !== undefined && { reason: String(options.reason) }),
      };
      return judge(core, draft, senses[level]);
    }),
};

const senses = {
  suspend: 'is blocked: nothing is taken from it or sent to it',
  silence: 'is silenced: it is in no public list, and those who follow it see it',
  open: 'is not blocked',
};
