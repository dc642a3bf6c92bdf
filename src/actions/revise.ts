// A member edits what they published. Its address, author and date stay; communities can be added.
import { makeThing } from '../domain/kinds/index.ts';
import { Problem } from '../domain/problem.ts';
import { checked, compose, notBanned } from './compose.ts';
import { type Action, later, thingOf } from './deps.ts';

export const revise: Action<'revise'> = async (deps, member, { what, draft }) => {
  const before = await thingOf(deps, what);
  if (before.author !== member.id) throw new Problem('not-allowed', 403, 'Only its author may edit this.');
  if (before.kind !== draft.kind) throw new Problem('invalid', 422, 'A thing stays of its kind.');
  checked(draft);
  const at = later(before.updated ?? before.published);
  const composed = await compose(deps, member, draft, before);
  const groups = [...new Set([...before.groups, ...composed.groups])];
  const added = groups.filter(group => !before.groups.includes(group));
  await notBanned(deps, member, added);
  const addressed = [...new Set([...before.addressed, ...composed.addressed])];
  const blind = [...new Set([...(before.blind ?? []), ...(composed.blind ?? [])])];
  const { record, id, author, published, visibility, inReplyTo, quote, thread } = before;
  const thing = makeThing(
    {
      record,
      id,
      author,
      published,
      visibility,
      ...(inReplyTo && { inReplyTo }),
      ...(quote && { quote }),
      ...(thread && { thread }),
      ...composed,
      groups,
      addressed,
      ...(blind.length && { blind }),
      updated: at,
    },
    draft,
    before,
  );
  const activity = deps.addresses.newActivity();
  await deps.take({ type: 'revised', id: activity, actor: member.id, at, thing });
  if (added.length > 0 && thing.visibility === 'public') await bring(deps, member.id, what, added);
  return { activity, object: what };
};

/** Communities that an edit adds are told by a share: they never saw the thing come into being. */
async function bring(deps: Parameters<typeof revise>[0], actor: string, what: string, into: string[]): Promise<void> {
  await deps.take({
    type: 'shared',
    id: deps.addresses.newActivity(),
    actor,
    at: deps.now(),
    what,
    into,
    shown: true,
    box: [],
  });
}
