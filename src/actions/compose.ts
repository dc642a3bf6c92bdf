// What publishing and revising have in common: the words made safe, the people in them found, the groups checked.
import type { Draft } from '../domain/commands.ts';
import { allowanceOf } from '../domain/consent.ts';
import { isOurs } from '../domain/home.ts';
import { checkDraft } from '../domain/kinds/index.ts';
import { Problem } from '../domain/problem.ts';
import { cleanHtml, fromTyped, typedHashtags, typedMentions } from '../domain/prose.ts';
import type { Actor, Mention, Thing } from '../domain/records.ts';
import { recipients } from '../domain/visibility.ts';
import { isBanned } from '../log/moderation.ts';
import { type ActionDeps, findActor, stored } from './deps.ts';

type Composed = Pick<
  Thing,
  | 'content'
  | 'source'
  | 'language'
  | 'addressed'
  | 'blind'
  | 'groups'
  | 'mentions'
  | 'hashtags'
  | 'attachments'
  | 'mayQuote'
  | 'mayReply'
>;

const lookups = 5;

/** Throws `invalid` (422) with every fault of the draft. */
export function checked(draft: Draft): void {
  const faults = checkDraft(draft);
  if (faults.length > 0) throw new Problem('invalid', 422, 'Some fields need another look.', { faults });
}

/** Throws `not-allowed` (403) when a community does not let the member speak there. */
export async function notBanned({ storage }: ActionDeps, member: Actor, groups: string[]): Promise<void> {
  for (const group of groups) {
    if (await isBanned(storage, group, member.id))
      throw new Problem('not-allowed', 403, 'This community does not take contributions of yours.', {
        faults: [{ field: 'groups', message: 'fault.banned' }],
      });
  }
}

/** Who may quote and answer a thing: by the draft, else as it was before, or for a new one by the member's profile. */
function policyOf(draft: Draft, said: Pick<Thing, 'mayQuote' | 'mayReply'>): Pick<Thing, 'mayQuote' | 'mayReply'> {
  const mayQuote = draft.mayQuote ?? said.mayQuote;
  const mayReply = draft.mayReply ?? said.mayReply;
  return { ...(mayQuote && { mayQuote }), ...(mayReply && { mayReply }) };
}

function saidBy({ quotable, answerable }: Actor): Pick<Thing, 'mayQuote' | 'mayReply'> {
  const [mayQuote, mayReply] = [allowanceOf(quotable), allowanceOf(answerable)];
  return { ...(mayQuote && { mayQuote }), ...(mayReply && { mayReply }) };
}

/** The common fields of a thing, from what was typed or posted; `before` is what is edited. */
export async function compose(deps: ActionDeps, member: Actor, draft: Draft, before?: Thing): Promise<Composed> {
  const mentions = draft.text === undefined ? [] : await findMentioned(deps, draft.text);
  const content =
    draft.text === undefined
      ? cleanHtml(draft.content)
      : fromTyped(draft.text, { mentions, tagPage: deps.addresses.tag });
  const hashtags = [...new Set([...(draft.hashtags ?? []), ...typedHashtags(draft.text ?? '')])].slice(0, 30);
  const groups = await findGroups(deps, draft.groups ?? []);
  const language = draft.language ?? member.language;
  return {
    content,
    ...(draft.text !== undefined && { source: draft.text }),
    ...(language && { language }),
    addressed: [...new Set(draft.addressed ?? [])].filter(id => !groups.includes(id)).slice(0, 100),
    ...(draft.blind?.length && { blind: draft.blind.slice(0, 100) }),
    groups,
    mentions,
    hashtags,
    attachments: (draft.attachments ?? []).slice(0, 20),
    ...policyOf(draft, before ?? saidBy(member)),
  };
}

/** Local members whom a thing concerns: addressed, mentioned, answered. */
export async function concerned(deps: ActionDeps, thing: Thing, parent?: Thing): Promise<string[]> {
  const ids = [...recipients(thing), ...(parent ? [parent.author] : [])];
  const ours = [...new Set(ids)].filter(id => isOurs(deps.home, id) && id !== thing.author);
  const found = await Promise.all(ours.map(id => stored(deps, id)));
  return found.filter(actor => actor?.record === 'actor' && actor.kind === 'person').map(actor => (actor as Actor).id);
}

/** The people named in a text; those that cannot be found stay plain text. */
async function findMentioned(deps: ActionDeps, text: string): Promise<Mention[]> {
  const handles = typedMentions(text).slice(0, lookups * 4);
  const found = await Promise.all(
    handles.map(async handle => {
      const actor = await findActor(deps, handle.slice(1)).catch(() => undefined);
      return actor && { id: actor.id, handle };
    }),
  );
  return found.filter(mention => mention !== undefined);
}

async function findGroups(deps: ActionDeps, groups: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const id of [...new Set(groups)].slice(0, 10)) {
    const group = await findActor(deps, id).catch(() => undefined);
    if (group?.kind !== 'group') {
      throw new Problem('invalid', 422, 'A community was not found.', {
        faults: [{ field: 'groups', message: 'fault.community' }],
      });
    }
    found.push(group.id);
  }
  return found;
}
