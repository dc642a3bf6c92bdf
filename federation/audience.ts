// Whom an event of ours goes to. The table has a line for every event, so that a new one does not compile until it is
// decided who hears of it. Followers are named by whom they follow and read by pages, never all at once.
import type { DomainEvent } from '../src/domain/events.ts';
import { isOurs } from '../src/domain/home.ts';
import type { Rec, Thing } from '../src/domain/records.ts';
import { type HolderDeps, named, remoteHolders, showings } from './deliver/holders.ts';
import type { Partings } from './deliver/partings.ts';

/** Who hears of an event. */
export interface Audience {
  /** Remote actors by id. */
  actors: string[];
  /** Local actors whose followers hear of it. */
  followersOf: string[];
  /** For these actors alone: their own inboxes are used, not the shared one of their host. */
  personal: boolean;
}

export interface AudienceDeps extends HolderDeps {
  partings: Pick<Partings, 'of'>;
}

type Heard = Partial<Audience> | undefined;
type Rules = {
  [Type in DomainEvent['type']]: (
    event: Extract<DomainEvent, { type: Type }>,
    deps: AudienceDeps,
  ) => Heard | Promise<Heard>;
};

/** The audience of an event that came by `via`; undefined when nobody is to hear of it. Local actors are left out. */
export async function audienceOf(
  event: DomainEvent,
  { via }: { via: string },
  deps: AudienceDeps,
): Promise<Audience | undefined> {
  if (via !== 'local') return undefined;
  const rule = rules[event.type] as (event: DomainEvent, deps: AudienceDeps) => Heard | Promise<Heard>;
  const heard = await rule(event, deps);
  if (!heard) return undefined;
  return {
    actors: [...new Set(heard.actors ?? [])].filter(id => !isOurs(deps.home, id)),
    followersOf: [...new Set(heard.followersOf ?? [])],
    personal: heard.personal ?? false,
  };
}

const nobody = () => undefined;
const followers = (event: { actor: string }): Heard => ({ followersOf: [event.actor] });

const rules: Rules = {
  published: async ({ thing }, deps) => ({
    actors: await unblocked(thing.author, await named(deps, thing), deps),
    followersOf: followersOf(thing),
    personal: thing.visibility === 'direct',
  }),
  revised: ({ thing }, deps) => holdersOf(thing, deps),
  counted: ({ thing }, deps) => holdersOf(thing, deps),
  quoteRequested: async ({ what }, deps) => ({ actors: await authorOf(what, deps), personal: true }),
  quoteStamped: ({ who }) => (who ? { actors: [who], personal: true } : undefined),
  quoteRefused: ({ who }) => (who ? { actors: [who], personal: true } : undefined),
  quoteRevoked: ({ who }) => (who ? { actors: [who], personal: true } : undefined),
  /** Nobody but the poll's author is told who voted for what. */
  voted: async ({ poll }, deps) => ({ actors: await authorOf(poll, deps), personal: true }),
  /** What a moderator removes of another hub is gone here alone. */
  withdrawn: async (event, { partings, home }) => {
    if (!isOurs(home, event.author)) return undefined;
    const parting = await partings.of(event.id);
    if (!parting) return { followersOf: [event.author] };
    return {
      actors: [...parting.named, ...parting.holders],
      followersOf: parting.visibility === 'direct' ? [] : [event.author, ...parting.groups],
    };
  },
  shared: async ({ actor, what, into }, deps) => ({
    actors: [...(await authorOf(what, deps)), ...into],
    followersOf: [actor],
  }),
  relayed: followers,
  hinted: nobody,
  followed: ({ whom }) => ({ actors: [whom], personal: true }),
  followAccepted: ({ who }) => ({ actors: [who], personal: true }),
  followRejected: ({ who }) => ({ actors: [who], personal: true }),
  liked: ({ what }, deps) => likeHeard(what, deps),
  undone: async ({ actor, undoes }, deps) => {
    if (undoes.record === 'follow') return { actors: [undoes.whom], personal: true };
    if (undoes.record === 'block') return undefined;
    if (undoes.record === 'like') return likeHeard(undoes.what, deps);
    return { actors: [...(await authorOf(undoes.what, deps)), ...undoes.into], followersOf: [actor] };
  },
  /** A profile that was not changed since it came to be is found when it is asked for. */
  profiled: ({ actor, profile }, { home }) =>
    profile.updated === undefined || profile.office === 'instance' ? undefined : { followersOf: [actor, home.hub] },
  flagged: async ({ subjects, forward }, deps) => {
    if (forward === false) return undefined;
    const bodies = await bodiesOf(subjects, deps);
    const actors = bodies.map(body => (body.record === 'thing' ? body.author : body.id));
    return { actors, personal: true };
  },
  blocked: nobody,
  pinned: followers,
  unpinned: followers,
  /** The group passes it on to those who follow it. */
  moderated: nobody,
  lifted: nobody,
  moved: followers,
  departed: nobody,
  relayChosen: nobody,
  peerAdded: nobody,
  reportHandled: nobody,
  hostJudged: nobody,
  actorJudged: nobody,
  listImported: nobody,
};

/** Those who may hold a copy of a thing. Of what is not open to all, only those it was for. */
async function holdersOf(thing: Thing, deps: AudienceDeps): Promise<Heard> {
  const actors = await named(deps, thing);
  if (!isOpen(thing)) return { actors, followersOf: followersOf(thing) };
  for await (const holder of remoteHolders(deps, thing.id)) actors.push(holder);
  const shown = await showings(deps, thing.id);
  return { actors, followersOf: [thing.author, ...shown.map(({ group }) => group)] };
}

async function likeHeard(what: string, deps: AudienceDeps): Promise<Heard> {
  const [thing] = await bodiesOf([what], deps);
  return thing?.record === 'thing' ? { actors: [thing.author, ...thing.groups] } : undefined;
}

/** Whoever the author has nothing to do with is not told, though a text names them. */
async function unblocked(author: string, actors: string[], { storage: { links } }: AudienceDeps): Promise<string[]> {
  if (!(await links.any({ kind: 'blocks', from: author }))) return actors;
  const blocks = await Promise.all(actors.map(actor => links.get('blocks', author, actor)));
  return actors.filter((_, index) => blocks[index] === undefined);
}

/** A thing's owner is its author, and stays known when the thing is gone. */
async function authorOf(what: string, { storage }: AudienceDeps): Promise<string[]> {
  const thing = await storage.records.get(what);
  return thing?.kind === 'thing' ? [thing.owner] : [];
}

async function bodiesOf(ids: string[], { storage }: AudienceDeps): Promise<Rec[]> {
  const records = await storage.records.getMany(ids.slice(0, 100));
  return records.filter(record => record.buried === undefined).map(record => record.body as Rec);
}

function followersOf(thing: Thing): string[] {
  return thing.visibility === 'direct' ? [] : [thing.author];
}

function isOpen({ visibility }: Thing): boolean {
  return visibility === 'public' || visibility === 'unlisted';
}
