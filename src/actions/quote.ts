// A member quotes a thing: not against its author's word, who is asked and may say no later as well.

import type { Stamp } from '../domain/consent.ts';
import { isOurs } from '../domain/home.ts';
import { Problem } from '../domain/problem.ts';
import { type Asking, mayQuote, mayReply } from '../domain/quotes.ts';
import type { Actor, Thing } from '../domain/records.ts';
import { type ActionDeps, findThing } from './deps.ts';

/** The thing that is to be quoted. Throws `invalid` (422) when its author does not let the member. */
export async function quotable(deps: ActionDeps, member: Actor, id: string): Promise<Thing> {
  const thing = await findThing(deps, id);
  const asking = await askingOf(deps, member, thing);
  if (mayQuote(thing, asking, isOurs(deps.home, id)) === 'no') throw forbidden('fault.quoteForbidden');
  return thing;
}

/** Throws `invalid` (422) when the author of what is answered does not let the member. */
export async function mustMayReply(deps: ActionDeps, member: Actor, parent: Thing): Promise<void> {
  if (mayReply(parent, await askingOf(deps, member, parent)) === 'no') throw forbidden('fault.replyForbidden');
}

/** Asks the quoted author; of one's own words nobody is asked. */
export async function askToQuote(deps: ActionDeps, member: Actor, quote: string, quoted: Thing): Promise<void> {
  if (quoted.author === member.id) return;
  const id = deps.addresses.activityOf('quote', quote, quoted.id);
  await deps.take({ type: 'quoteRequested', id, actor: member.id, at: deps.now(), quote, what: quoted.id });
}

/** The quoted author takes the consent back. */
export async function revoke(deps: ActionDeps, member: Actor, stamp: Stamp): Promise<{ activity: string }> {
  if (stamp.author !== member.id) throw new Problem('not-allowed', 403, 'Only its author may take this back.');
  const activity = deps.addresses.newActivity();
  const { id, quote, what } = stamp;
  const post = (await deps.storage.records.get(quote))?.owner;
  const who = post ? { who: post } : {};
  await deps.take({
    type: 'quoteRevoked',
    id: activity,
    actor: member.id,
    at: deps.now(),
    stamp: id,
    quote,
    what,
    ...who,
  });
  return { activity };
}

async function askingOf({ storage }: ActionDeps, member: Actor, { author }: Thing): Promise<Asking> {
  const [follows, followed] = await Promise.all([
    storage.links.get('follows', member.id, author),
    storage.links.get('follows', author, member.id),
  ]);
  return { who: member.id, follows: follows !== undefined, followed: followed !== undefined };
}

function forbidden(message: string): Problem {
  return new Problem('invalid', 422, 'Its author does not allow this.', { faults: [{ field: 'text', message }] });
}
