// Actors of this hub: a member joins, describes themselves, opens a community. Handles are taken once and for good.
import type { CommunityDraft, NewMember } from '../domain/commands.ts';
import { Problem } from '../domain/problem.ts';
import { fromTyped } from '../domain/prose.ts';
import type { Actor } from '../domain/records.ts';
import { type Action, type ActionDeps, later } from './deps.ts';
import { follow } from './follow.ts';

/** Names that the hub keeps for itself. */
const reserved = new Set(['hub', 'instance', 'admin', 'administrator', 'root', 'support', 'about', 'search', 'setup']);

/** Makes a member. Throws `invalid` (422) for a handle that cannot be, `conflict` (409) for one that is taken. */
export async function register(deps: ActionDeps, { handle, name, role, language, by }: NewMember): Promise<Actor> {
  const profile: Actor = {
    ...(await blank(deps, handle)),
    kind: 'person',
    name: name.trim() || handle,
    role,
    ...(language && { language }),
  };
  await record(deps, profile, profile.published, by);
  return profile;
}

export const openCommunity: Action<'openCommunity'> = async (deps, member, { draft }) => {
  checkCommunity(draft);
  const profile: Actor = {
    ...(await blank(deps, draft.handle)),
    kind: 'group',
    name: draft.name.trim(),
    summary: typed(deps, draft.summary),
    moderators: [member.id],
    ...(draft.language && { language: draft.language }),
  };
  const activity = await record(deps, profile, deps.now());
  await follow(deps, member, { do: 'follow', whom: profile.id });
  return { activity, object: profile.id };
};

export const describe: Action<'describe'> = async (deps, member, { draft }) => {
  const stored = (await deps.storage.records.get(member.id))?.body as Actor;
  const name = draft.name?.trim();
  if (name !== undefined && (name === '' || name.length > 200)) {
    throw new Problem('invalid', 422, 'A name is needed.', {
      faults: [{ field: 'name', message: name ? 'fault.nameLong' : 'fault.nameMissing' }],
    });
  }
  const at = later(stored.updated ?? stored.published);
  const profile: Actor = {
    ...stored,
    ...(name && { name }),
    ...(draft.summary !== undefined && { summary: typed(deps, draft.summary.slice(0, 2000)) }),
    ...(draft.language && { language: draft.language }),
    ...(draft.indexable !== undefined && { indexable: draft.indexable }),
    ...(draft.discoverable !== undefined && { discoverable: draft.discoverable }),
    ...(draft.quotable && { quotable: draft.quotable }),
    ...(draft.answerable && { answerable: draft.answerable }),
    updated: at,
  };
  return { activity: await record(deps, profile, at), object: member.id };
};

async function record(deps: ActionDeps, profile: Actor, at: string, by?: string): Promise<string> {
  const id = deps.addresses.newActivity();
  await deps.take({ type: 'profiled', id, actor: profile.id, at, profile, ...(by && { by }) });
  return id;
}

async function blank(deps: ActionDeps, handle: string): Promise<Omit<Actor, 'kind' | 'name'>> {
  const { addresses } = deps;
  if (!/^[a-z0-9_]{2,30}$/.test(handle)) {
    throw new Problem('invalid', 422, 'A handle has 2 to 30 lower-case letters, digits or _.', {
      faults: [{ field: 'handle', message: 'fault.handle' }],
    });
  }
  const taken = await deps.storage.links.any({ kind: 'handle', from: `${handle}@${addresses.host}` });
  if (reserved.has(handle) || taken) {
    throw new Problem('conflict', 409, 'This handle is taken.', {
      faults: [{ field: 'handle', message: 'fault.handleTaken' }],
    });
  }
  const id = addresses.newActor();
  return {
    record: 'actor',
    id,
    handle,
    host: addresses.host,
    summary: '',
    url: addresses.page(handle),
    inbox: addresses.part(id, 'inbox'),
    sharedInbox: addresses.sharedInbox,
    outbox: addresses.part(id, 'outbox'),
    followers: addresses.part(id, 'followers'),
    featured: addresses.part(id, 'featured'),
    local: true,
    published: deps.now(),
  };
}

function checkCommunity(draft: CommunityDraft): void {
  const faults = [];
  if (!draft.name.trim()) faults.push({ field: 'name', message: 'fault.nameMissing' });
  if (draft.name.length > 100) faults.push({ field: 'name', message: 'fault.nameLong' });
  if (draft.summary.length > 2000) faults.push({ field: 'summary', message: 'fault.summaryLong' });
  if (faults.length > 0) throw new Problem('invalid', 422, 'Some fields need another look.', { faults });
}

function typed(deps: ActionDeps, text: string): string {
  return fromTyped(text, { mentions: [], tagPage: deps.addresses.tag });
}
