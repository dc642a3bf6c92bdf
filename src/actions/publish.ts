// A member publishes a resource, a discussion or an answer.
import { makeThing } from '../domain/kinds/index.ts';
import { isOver } from '../domain/kinds/poll.ts';
import { Problem } from '../domain/problem.ts';
import type { Actor, Thing, Visibility } from '../domain/records.ts';
import { closedBy, moderatesHere } from '../log/moderation.ts';
import { checked, compose, concerned, notBanned } from './compose.ts';
import { type Action, type ActionDeps, findThing, mustSee } from './deps.ts';
import { askToQuote, mustMayReply, quotable } from './quote.ts';

export const publish: Action<'publish'> = async (deps, member, { draft }) => {
  checked(draft);
  const parent = 'inReplyTo' in draft && draft.inReplyTo ? await answered(deps, member, draft.inReplyTo) : undefined;
  if (parent) await notLocked(deps, member, parent);
  if (parent) await mustMayReply(deps, member, parent);
  const quoted = draft.quotes ? await quotable(deps, member, draft.quotes) : undefined;
  const id = deps.addresses.newThing();
  const at = deps.now();
  if (draft.kind === 'poll' && isOver(draft, at)) throw endsTooSoon();
  const composed = await compose(
    deps,
    member,
    parent ? { ...draft, groups: [...(draft.groups ?? []), ...parent.groups] } : draft,
  );
  const authors = [parent, quoted].flatMap(thing => (thing ? [thing.author] : []));
  composed.addressed = [...new Set([...composed.addressed, ...authors])].filter(actor => actor !== member.id);
  await notBanned(deps, member, composed.groups);
  const visibility = narrower(draft.visibility ?? 'public', parent?.visibility ?? 'public');
  const thread = parent ? parent.thread : deps.addresses.contextOf(id);
  const thing = makeThing(
    {
      record: 'thing',
      id,
      author: member.id,
      published: at,
      visibility,
      ...(parent && { inReplyTo: parent.id }),
      ...(thread && { thread }),
      ...(quoted && { quote: { what: quoted.id } }),
      ...composed,
    },
    draft,
  );
  const activity = deps.addresses.createOf(id);
  await deps.take({
    type: 'published',
    id: activity,
    actor: member.id,
    at,
    thing,
    shown: visibility === 'public' || visibility === 'unlisted',
    box: await concerned(deps, thing, parent),
  });
  if (quoted) await askToQuote(deps, member, id, quoted);
  return { activity, object: id };
};

/** What is answered must be there, and be public or for the member's eyes. */
async function answered(deps: ActionDeps, member: Actor, id: string): Promise<Thing> {
  const parent = await findThing(deps, id);
  await mustSee(deps, member, parent);
  return parent;
}

function endsTooSoon(): Problem {
  const faults = [{ field: 'ends', message: 'fault.pollEnd' }];
  return new Problem('invalid', 422, 'A poll ends in the future.', { faults });
}

/** A thread that a group has closed takes answers of the group's own moderators alone. */
async function notLocked(deps: ActionDeps, member: Actor, parent: Thing): Promise<void> {
  for (const group of await closedBy(deps.storage, parent)) {
    if (await moderatesHere(deps.storage, { home: deps.home, group, member })) continue;
    throw new Problem('not-allowed', 403, 'This thread is closed.', {
      faults: [{ field: 'text', message: 'fault.locked' }],
    });
  }
}

const order: Visibility[] = ['public', 'unlisted', 'followers', 'direct'];

/** An answer is never seen by more people than what it answers. */
function narrower(a: Visibility, b: Visibility): Visibility {
  return order[Math.max(order.indexOf(a), order.indexOf(b))] as Visibility;
}
