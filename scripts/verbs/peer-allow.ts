// `peer allow HOST`: takes back whatever was decided against a host, and puts it on the list of allowlist mode.
import { judge } from './hub-act.ts';
import { type Verb, withCore } from './verb.ts';

export const peerAllow: Verb = {
  name: 'peer allow',
  takes: ['HOST'],
  options: { reason: 'R' },
  about: 'takes a block back; in allowlist mode, lets the host in',
  run: ({ config, words: [host = ''], options }) =>
    withCore(config, core => {
      const reason = options.reason === undefined ? {} : { reason: String(options.reason) };
      const draft = { host, level: 'open' as const, noMedia: false, noReports: false, listed: true, ...reason };
      return judge(core, draft, 'is allowed');
    }),
};
