// A post of elsewhere quotes something: what it quotes is found, and the stamp that it claims is asked for at the quoted author's
// own origin. Nothing that the post says of it is believed.
import { hostOf, isOurs } from '../../src/domain/home.ts';
import { isShown } from '../../src/log/searching.ts';
import { isPut } from '../../storage/port.ts';
import { isStamp } from '../read/quote.ts';
import { sameOrigin } from '../urls.ts';
import type { Task } from './task.ts';

export const checkQuote: Task<'checkQuote'> = async (deps, { quote }) => {
  const { storage, know, fetch, home, peers, take } = deps;
  const post = await know.stored(quote);
  if (post?.record !== 'thing' || !post.quote || (await peers.isBlocked(hostOf(post.quote.what)))) return;
  const { what, authorization } = post.quote;
  const budget = deps.budget();
  const quoted = await know.thing(what, { shown: await isShown(storage, post), budget });
  if (!quoted || isOurs(home, what) || quoted.author === post.author) return;
  if (!authorization || !sameOrigin(authorization, quoted.author) || isPut(await storage.records.get(authorization)))
    return;
  const { document } = await fetch.getObject(authorization, { budget });
  if (!isStamp(document, { author: quoted.author, quote, what })) return;
  const at = new Date().toISOString();
  const event = { actor: quoted.author, at, stamp: authorization, quote, what };
  await take({ type: 'quoteStamped', id: `${authorization}#verified`, ...event }, 'observed');
};
