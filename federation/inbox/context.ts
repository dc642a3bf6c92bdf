// Answers the reader's questions from what is stored: who follows whom, what is known, how a thing relates to this hub.

import { LRUCache } from 'lru-cache';
import { type Home, isOurs } from '../../src/domain/home.ts';
import { mayReply } from '../../src/domain/quotes.ts';
import type { Rec } from '../../src/domain/records.ts';
import { maySee } from '../../src/domain/visibility.ts';
import { betweenOf } from '../../src/log/between.ts';
import { trailTo } from '../../src/log/moderation.ts';
import { isShown } from '../../src/log/searching.ts';
import type { Storage } from '../../storage/port.ts';
import type { Know } from '../know.ts';
import type { Context, Related, Relation } from '../read/context.ts';
import { accountOf, originOf, type Urls } from '../urls.ts';

/** Most local members that one thing is put before. */
const boxLimit = 100;

export interface ContextDeps {
  storage: Storage;
  urls: Urls;
  home: Home;
  know: Know;
}

export function makeContext({ storage, urls, home, know }: ContextDeps): () => Context {
  const { links } = storage;
  // Whom of this hub a thing concerns is asked for each one; what sort of actor somebody is never changes.
  const sorts = new LRUCache<string, 'group' | 'member'>({ max: 1000, ttl: 5000 });

  async function isFollowed(actor: string): Promise<boolean> {
    return links.any({ kind: 'follows', to: actor });
  }

  async function relate(thing: Related, via?: string): Promise<Relation> {
    const relation: Relation = { shown: false, followed: false, box: [], groups: [], missing: [] };
    const concerned = new Set(
      [...thing.addressed, ...thing.mentions.map(mention => mention.id)].filter(id => isOurs(home, id)),
    );
    const parentId = thing.inReplyTo;
    const parent = parentId ? await know.stored(parentId) : undefined;
    if (parent?.record === 'thing' && isOurs(home, parent.author)) concerned.add(parent.author);
    for (const id of [...concerned].slice(0, boxLimit)) {
      const sort = sorts.get(id) ?? (await sortOf(id));
      if (sort === 'group') relation.groups.push(id);
      else if (sort && !(await links.get('blocks', id, thing.author))) relation.box.push(id);
    }
    relation.shown = await showsTo(thing, parent, via);
    if (via && relation.shown && !(await isOwnAccount(thing))) relation.account = accountOf(via, thing.id);
    if (parent?.record === 'thing' && parent.thread) relation.thread = parent.thread;
    relation.followed = thing.visibility === 'followers' && (await isFollowed(thing.author));
    const related = relation.shown || relation.followed || relation.box.length > 0;
    if (parentId && !parent && related && !isOurs(home, parentId)) relation.missing.push(parentId);
    // Who delivers is known by the signature; the author of what a community passes on may be new.
    if (via && !(await know.stored(thing.author))) relation.missing.push(thing.author);
    return relation;
  }

  async function sortOf(id: string): Promise<'group' | 'member' | undefined> {
    const record = await know.stored(id);
    if (record?.record !== 'actor') return undefined;
    const sort = record.kind === 'group' ? 'group' : 'member';
    sorts.set(id, sort);
    return sort;
  }

  async function showsTo(thing: Related, parent: Rec | undefined, via?: string): Promise<boolean> {
    if (thing.visibility !== 'public' && thing.visibility !== 'unlisted') return false;
    if (via || (await isOwnAccount(thing))) return true;
    return parent?.record === 'thing' && (await isShown(storage, parent));
  }

  /** Its author is followed here, or is of a hub that this one gathers from. */
  async function isOwnAccount({ author }: Related): Promise<boolean> {
    return (await isFollowed(author)) || (await links.any({ kind: 'peer', to: originOf(author) ?? '' }));
  }

  async function named(handle: string): Promise<string | undefined> {
    const from = `${handle.toLowerCase()}@${urls.host}`;
    return (await links.list({ kind: 'handle', from }, { limit: 1 }))[0]?.to;
  }

  return () => ({
    now: Date.now(),
    home,
    stored: know.stored,
    isFollowed,
    relate,
    here(name) {
      const handle = urls.handleIn(name);
      return handle ? named(handle) : undefined;
    },
    async sees(actor, thing) {
      if ((await betweenOf(storage, home, { viewer: actor, author: thing.author })) === 'shut') return false;
      const follows = (await links.get('follows', actor, thing.author)) !== undefined;
      return maySee({ id: actor }, thing, { shown: true, follows, level: 'open' });
    },
    async takesAnswers(thing, actor) {
      if (!thing.mayReply || !isOurs(home, thing.author)) return true;
      const [follows, followed] = [
        await links.get('follows', actor, thing.author),
        await links.get('follows', thing.author, actor),
      ];
      return (
        mayReply(thing, { who: actor, follows: follows !== undefined, followed: followed !== undefined }) === 'yes'
      );
    },
    made: async (kind, from, to) => (await links.get(kind, from, to))?.by ?? [],
    trail: (group, what) => trailTo(storage, group, what),
    shownBy: async (group, what) => [...((await links.get('shares', group, what))?.by ?? []), accountOf(group, what)],
    collectionsOf: group => {
      if (isOurs(home, group.id))
        return { featured: urls.actorPart(group.id, 'featured'), moderators: urls.actorPart(group.id, 'moderators') };
      const { featured, moderatorList } = group;
      return { ...(featured && { featured }), ...(moderatorList && { moderators: moderatorList }) };
    },
  });
}
