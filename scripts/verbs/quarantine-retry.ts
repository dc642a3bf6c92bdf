// `quarantine retry [SEQ]`: handles again what was set aside, all of it or the entry at one place in the log. It works beside a
// running hub: every change may come at any time, and what is to be sent or done the hub finds in its queues.
import { makePartings } from '../../federation/deliver/partings.ts';
import { makePassOn } from '../../federation/deliver/pass-on.ts';
import { makePeers } from '../../federation/peers.ts';
import { Refused, type Verb, withCore } from './verb.ts';

export const quarantineRetry: Verb = {
  name: 'quarantine retry',
  takes: ['[SEQ]'],
  about: 'tries entries again that were set aside: all, or the one at a place in the log',
  async run({ config, words: [place] }) {
    if (place !== undefined && !/^[1-9]\d{0,14}$/.test(place))
      throw new Refused('name an entry by its number, as quarantine list shows it', true);
    return withCore(config, async ({ storage, urls, home, trusting, quarantine, apply }) => {
      const peers = makePeers({ storage, trust: trusting.of });
      const partings = makePartings({ storage, home });
      const passOn = makePassOn({ storage, urls, home, partings, peers, onAdded: () => {} });
      const seq = place === undefined ? undefined : Number(place);
      const { done, failed } = await quarantine.retry({ apply, deliver: passOn }, seq);
      if (seq !== undefined && done + failed.length === 0) throw new Refused(`entry ${seq} is not set aside`);
      const lines = [`${done} done`, ...failed.map(({ seq, error }) => `${seq} failed again: ${error}`)];
      return { json: { done, failed }, text: lines.join('\n'), bad: failed.length > 0 };
    });
  },
};
