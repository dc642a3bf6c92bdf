// `peer block HOST`: nothing is taken from a host, or from one below it, and nothing is sent to it.
import { judge } from './hub-act.ts';
import { type Verb, withCore } from './verb.ts';

export const peerBlock: Verb = {
  name: 'peer block',
  takes: ['HOST'],
  about: 'has nothing more to do with a host and the hosts below it',
  run: ({ config, words: [host = ''] }) => withCore(config, core => judge(core, host, true)),
};
