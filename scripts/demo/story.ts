// What happens in the demo between its hubs: resources, a post in two communities at once, something brought along with
// credit, an adaptation, and a conversation in two languages. All of it as members' own programs would do it, over HTTP.
import { type Api, article, found, note, until } from './api.ts';
import { dakar as fromDakar } from './dakar.ts';
import type { DemoHub } from './hubs.ts';
import { lusaka as fromLusaka } from './lusaka.ts';
import { by } from './sample.ts';

/** How many resources the whole story publishes. */
export const storyResources = fromLusaka.length + fromDakar.length + 1;

/** Plays the story; resolves when each hub has what concerns it. */
export async function play(lusaka: DemoHub, dakar: DemoHub): Promise<void> {
  const [amina, joseph] = apisOf(lusaka);
  const [binta, moussa] = apisOf(dakar);
  for (const [index, sample] of fromLusaka.entries()) {
    const both = index === 0 ? { audience: [lusaka.community, dakar.community] } : {};
    await (index % 2 ? joseph : amina).post(article(sample, both));
  }
  const originals: string[] = [];
  for (const [index, sample] of fromDakar.entries())
    originals.push(await (index % 2 ? moussa : binta).post(article(sample)));

  await amina.post({ type: 'Announce', object: originals[2], audience: lusaka.community });
  await joseph.post(article(adaptation, { isBasedOn: [creditOf(originals[0])] }));

  await binta.post({ type: 'Follow', object: lusaka.community });
  const question = await amina.post(
    note('en', 'What do your pupils read when there are no books?', {
      name: 'Reading without books',
      audience: lusaka.community,
    }),
  );
  const answer = await binta.post(
    note('fr', 'Les enseignes du marché, les paquets de riz, et les contes que nous écrivons au tableau.', {
      inReplyTo: question,
    }),
  );
  await until('the answer from Dakar reaches Lusaka', async () => (await found(lusaka, 'q=paquets')) === 1);
  await amina.post(note('en', 'Rice bags! We try that on Monday, and tell you how it went.', { inReplyTo: answer }));
  await joseph.post({ type: 'Like', object: answer });
}

const adaptation = {
  language: 'en',
  name: 'Following the school grant: a sheet for parents’ committees',
  summary: 'The sheet of the committees of Dakar, in English and with the offices of Zambia.',
  text: `Begin with the sum that was announced, then ask at each office what arrived and when. Write down the name of the person who answered.

The sheet was made in Senegal by parents and for parents. We put our own offices in, and kept the rule that it is read aloud at the meeting.`,
  licence: by,
  sdgs: [4, 16],
  themes: ['budget tracking', 'parents'],
  level: 'professional',
  country: 'ZM',
};

function apisOf({ people }: DemoHub): [Api, Api] {
  const [first, second] = people;
  if (!first || !second) throw new Error('each national hub of the demo has two people');
  return [first.api, second.api];
}

function creditOf(original: string | undefined) {
  return { id: original, name: fromDakar[0]?.name, author: 'Binta, Carrefour de Dakar', license: by };
}
