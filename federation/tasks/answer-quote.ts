// Somebody asks to quote a thing of this hub: allowed at once by what the thing's policy says, refused otherwise, and for good
// once its author has taken the consent to this quote back.
import { mayQuote } from '../../src/domain/quotes.ts';
import { derivedId } from './derived-id.ts';
import type { Task } from './task.ts';

export const answerQuote: Task<'answerQuote'> = async ({ storage, know, urls, take }, { request: id }) => {
  const request = await know.stored(id);
  if (request?.record !== 'quoteRequest') return;
  const { who, quote, what } = request;
  const thing = await know.stored(what);
  if (thing?.record !== 'thing' || !urls.isOurs(what)) return;
  const stamp = derivedId(urls, 'stamp', quote, what);
  const known = await storage.records.get(stamp);
  const follows = (await storage.links.get('follows', who, thing.author)) !== undefined;
  const followed = (await storage.links.get('follows', thing.author, who)) !== undefined;
  const allowed = mayQuote(thing, { who, follows, followed }, true) === 'yes' && !known?.buried;
  const base = { actor: thing.author, at: new Date().toISOString(), quote, what, request: id, who };
  if (allowed) await take({ type: 'quoteStamped', id: derivedId(urls, 'allow', id), ...base, stamp }, 'local');
  else await take({ type: 'quoteRefused', id: derivedId(urls, 'refuse', id), ...base }, 'local');
};
