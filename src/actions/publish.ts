// A member publishes a resource, a discussion or an answer.
import { makeThing } from '../domain/kinds/index.ts';
import type { Visibility } from '../domain/records.ts';
import { checked, compose, concerned } from './compose.ts';
import { type Action, findVisible } from './deps.ts';

export const publish: Action<'publish'> = async (deps, member, { draft }) => {
  checked(draft);
  const parent =
    draft.kind === 'discussion' && draft.inReplyTo ? await findVisible(deps, member, draft.inReplyTo) : undefined;
  const id = deps.addresses.newThing();
  const at = deps.now();
  const composed = await compose(
    deps,
    member,
    parent ? { ...draft, groups: [...(draft.groups ?? []), ...parent.groups] } : draft,
  );
  if (parent)
    composed.addressed = [...new Set([...composed.addressed, parent.author])].filter(actor => actor !== member.id);
  const visibility = narrower(draft.visibility ?? 'public', parent?.visibility ?? 'public');
  const thing = makeThing({ record: 'thing', id, author: member.id, published: at, visibility, ...composed }, draft);
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
  return { activity, object: id };
};

const order: Visibility[] = ['public', 'unlisted', 'followers', 'direct'];

/** An answer is never seen by more people than what it answers. */
function narrower(a: Visibility, b: Visibility): Visibility {
  return order[Math.max(order.indexOf(a), order.indexOf(b))] as Visibility;
}
