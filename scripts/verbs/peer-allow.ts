// `peer allow HOST`: takes a block back.
import { judge } from './hub-act.ts';
import { type Verb, withCore } from './verb.ts';

export const peerAllow: Verb = {
  name: 'peer allow',
  takes: ['HOST'],
  about: 'takes a block back',
  run: ({ config, words: [host = ''] }) => withCore(config, core => judge(core, host, false)),
};
