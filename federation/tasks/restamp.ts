// A post of this hub got its stamp, or lost it: it is sent anew with the stamp or without, so that others know (FEP-044f).
import { isOurs } from '../../src/domain/home.ts';
import { derivedId } from './derived-id.ts';
import type { Task } from './task.ts';

export const restamp: Task<'restamp'> = async ({ know, home, take, urls }, { quote, stamp, entry }) => {
  const post = await know.stored(quote);
  if (post?.record !== 'thing' || !post.quote || !isOurs(home, quote) || post.quote.authorization === stamp) return;
  const at = new Date().toISOString();
  const thing = { ...post, updated: at, quote: { what: post.quote.what, ...(stamp && { authorization: stamp }) } };
  await take({ type: 'revised', id: derivedId(urls, 'restamp', entry), actor: post.author, at, thing }, 'local');
};
