// What an applied event asks to be done next. Pure; the jobs are kept by storage, so a crash loses none,
// and each has a key, so that it is asked once.
import type { DomainEvent, QuoteStamped, Undone, Via } from './events.ts';
import { type Home, hostOf, isOurs } from './home.ts';
import type { Thing } from './records.ts';
import { numOf } from './time.ts';

/** One task for federation: `lane` keeps tasks that must not overtake each other in order. */
export type FollowUp = {
  lane: string;
  /** Asked again under the same key while it waits, it is asked once; the entry's place makes one where there is none. */
  key?: string;
  /** Not before, in ms since 1970. Such a task has a lane of its own, which it would else hold up. */
  due?: number;
} & (
  | { task: 'answerFollow'; follow: string }
  | { task: 'announce'; thing: string; group: string; entry: string }
  | { task: 'giveBack'; share: string; live: boolean }
  | { task: 'giveBackPast'; shares: string[] }
  | { task: 'relay'; entry: string; about: string }
  | { task: 'enforce'; entry: string; group: string }
  | { task: 'ask'; what: string; entry?: string }
  | { task: 'count'; poll: string; round: string }
  | {
      task: 'move';
      move: string;
      from: string;
      to: string;
      attempt?: number;
      after?: { sort: string; id: string };
    }
  | { task: 'joinRelay'; address: string; wanted: boolean; entry: string }
  | { task: 'answerQuote'; request: string }
  | { task: 'checkQuote'; quote: string }
  | { task: 'checkStamp'; stamp: string; round?: number }
  | { task: 'restamp'; quote: string; stamp?: string; entry: string }
  | { task: 'synchronise'; actor: string; url: string }
  | { task: 'find'; address: string; shownBy?: string }
  | { task: 'backfill'; about: string; walk?: Walk }
  | { task: 'reindex'; actor: string; after?: { sort: string; id: string } }
  | { task: 'clear'; actor: string }
  | { task: 'gather'; origin: string }
  | { task: 'look'; origin: string }
);

/** Where the task that brings a thread up to date is in the list that it reads. */
export interface Walk {
  page: string;
  /** The collection that is walked; its pages are of its origin. */
  list: string;
  /** Things taken, pages read and runs made so far. */
  items: number;
  pages: number;
  runs: number;
}

/** The tasks that follow from an applied entry. */
export function followUps(entry: { id: string; via: Via; event: DomainEvent }, home: Home): FollowUp[] {
  const { event, via } = entry;
  switch (event.type) {
    case 'followed':
      return isOurs(home, event.whom) ? [{ lane: event.whom, task: 'answerFollow', follow: event.id }] : [];
    case 'published':
      return [
        ...found(event.missing),
        ...(via === 'observed' ? [] : published(entry.id, event, home)),
        ...(via === 'remote' ? threaded(event, home) : []),
        ...atTheEnd(event.thing, home),
        ...quoting(event.thing, home),
      ];
    case 'undone':
      return via === 'observed' ? [] : undone(entry.id, event, home);
    case 'voted':
      return isOurs(home, event.poll) ? [afterVotes(event.poll, event.at)] : [];
    case 'shared': {
      const tasks = found(event.missing, event.shown ? event.actor : undefined);
      // What was gathered with its words is given back with them, and no share shows it.
      const firstHand = event.shown && !isOurs(home, event.actor) && hostOf(event.actor) === hostOf(event.what);
      if (firstHand && via === 'observed') tasks.push({ lane: home.hub, task: 'giveBackPast', shares: [event.id] });
      else if (firstHand) tasks.push({ lane: home.hub, task: 'giveBack', share: event.id, live: true });
      for (const group of event.into) {
        if (isOurs(home, group) && group !== event.actor) {
          tasks.push({ lane: group, task: 'announce', thing: event.what, group, entry: entry.id });
        }
      }
      return tasks;
    }
    case 'revised':
      return [...(via === 'observed' ? [] : [relay(entry.id, event.thing.id)]), ...quoting(event.thing, home)];
    case 'quoteRequested':
      return isOurs(home, event.what) ? [{ lane: event.what, task: 'answerQuote', request: event.id }] : [];
    case 'quoteStamped':
    case 'quoteRevoked': {
      const stamp = event.type === 'quoteStamped' ? { stamp: event.stamp } : {};
      const task = { task: 'restamp' as const, quote: event.quote, entry: event.id, ...stamp };
      const tasks: FollowUp[] = isOurs(home, event.quote) ? [{ lane: `quote:${event.quote}`, ...task }] : [];
      if (event.type === 'quoteStamped' && !isOurs(home, event.stamp)) tasks.push(lookAgain(event));
      return tasks;
    }
    case 'withdrawn':
    case 'liked':
      return via === 'observed' ? [] : [relay(entry.id, event.what)];
    case 'moderated':
    case 'lifted': {
      const group = event.type === 'lifted' ? event.lifts.group : event.group;
      return isOurs(home, group) ? [{ lane: group, task: 'enforce', entry: entry.id, group }] : [];
    }
    case 'hinted':
      return [{ lane: `find:${hostOf(event.what)}`, task: 'ask', what: event.what, entry: entry.id }];
    case 'profiled':
      return event.profile.indexable === undefined
        ? []
        : [{ lane: event.profile.id, task: 'reindex', actor: event.profile.id }];
    case 'departed':
      return [{ lane: event.actor, task: 'clear', actor: event.actor }];
    case 'moved':
      return [{ lane: `move:${event.actor}`, task: 'move', move: entry.id, from: event.actor, to: event.to }];
    case 'relayChosen': {
      const { address, wanted } = event;
      return [{ lane: `relay:${address}`, task: 'joinRelay', address, wanted, entry: entry.id }];
    }
    case 'peerAdded':
      return [{ lane: event.origin, task: 'gather', origin: event.origin }];
    default:
      return [];
  }
}

/** A task, the place in the log of the entry that it follows from, and which one of that entry's tasks it is. */
export interface Asked {
  seq: number;
  index: number;
  task: FollowUp;
}

/**
 * The tasks of a batch of entries, fewer where many can be done as one: what hubs showed in the past is given back together.
 * Its key names the first and the last entry, so that a batch that was cut otherwise asks for its own.
 */
export function together(asked: Asked[]): Asked[] {
  const past = asked.filter(({ task }) => task.task === 'giveBackPast');
  const [first, last] = [past[0], past.at(-1)];
  if (!first || !last || first === last) return asked;
  const shares = past.flatMap(({ task }) => (task.task === 'giveBackPast' ? task.shares : []));
  const task = { ...first.task, key: `past ${first.seq}-${last.seq}`, task: 'giveBackPast' as const, shares };
  return [...asked.filter(each => each.task.task !== 'giveBackPast'), { ...first, task }];
}

function published(entry: string, event: Extract<DomainEvent, { type: 'published' }>, home: Home): FollowUp[] {
  const { thing } = event;
  if (thing.visibility !== 'public') return [];
  if (thing.inReplyTo) return [relay(entry, thing.inReplyTo)];
  const groups = new Set(thing.groups.filter(group => isOurs(home, group)));
  if (isOurs(home, thing.author)) groups.add(home.hub);
  return [...groups].map(group => ({ lane: group, task: 'announce', thing: thing.id, group, entry }));
}

/** Who left the hub's group is left in return; that a like was taken back is told where the like was. */
function undone(entry: string, { undoes }: Undone, home: Home): FollowUp[] {
  if (undoes.record === 'like') return [relay(entry, undoes.what)];
  const leaves = undoes.record === 'follow' && undoes.whom === home.hub;
  return leaves ? [{ lane: home.hub, task: 'answerFollow', follow: undoes.id }] : [];
}

/** What a post of elsewhere quotes, and whether it may. */
function quoting(thing: Thing, home: Home): FollowUp[] {
  if (!thing.quote || isOurs(home, thing.id)) return [];
  return [{ lane: `find:${hostOf(thing.quote.what)}`, task: 'checkQuote', quote: thing.id }];
}

/** A stamp of elsewhere is first looked at again after this time, in ms. */
const stampAfter = 86_400_000;

function lookAgain({ stamp, at }: QuoteStamped): FollowUp {
  return { lane: `stamp:${stamp}`, due: Date.parse(at) + stampAfter, task: 'checkStamp', stamp };
}

/** Votes are counted for others once in this time, in ms. */
const countEvery = 60_000;
/** A poll of elsewhere is asked for its result this long after its end at least, and up to twice as long, in ms. */
const askAfter = 5 * 60_000;

/** When a poll ends, everybody is told how; of one from elsewhere the result is asked, as nobody may have told us. */
function atTheEnd(thing: Thing, home: Home): FollowUp[] {
  if (thing.kind !== 'poll' || !thing.ends) return [];
  const ends = Date.parse(thing.ends);
  const lane = `end:${thing.id}`;
  if (isOurs(home, thing.id)) return [{ lane, due: ends, task: 'count', poll: thing.id, round: 'end' }];
  const spread = Number(numOf(thing.id, thing.published)) % askAfter;
  return [{ lane, due: ends + askAfter + spread, task: 'ask', what: thing.id }];
}

function afterVotes(poll: string, at: string): FollowUp {
  const due = (Math.floor(Date.parse(at) / countEvery) + 1) * countEvery;
  const round = String(due / countEvery);
  return { lane: `count:${poll}`, key: `count:${poll} ${round}`, due, task: 'count', poll, round };
}

/** An answer in a thread of elsewhere tells that there is one, and perhaps more of it than is known here. */
function threaded({ thing, shown }: Extract<DomainEvent, { type: 'published' }>, home: Home): FollowUp[] {
  const { inReplyTo, thread = '' } = thing;
  if (!shown || !inReplyTo || isOurs(home, inReplyTo) || isOurs(home, thread)) return [];
  const from = hostOf(thread) ? thread : inReplyTo;
  return [{ lane: `find:${hostOf(from)}`, key: `backfill ${from}`, task: 'backfill', about: thing.id }];
}

function relay(entry: string, about: string): FollowUp {
  return { lane: about, task: 'relay', entry, about };
}

function found(missing: string[] = [], shownBy?: string): FollowUp[] {
  return missing.map(address => ({
    lane: `find:${hostOf(address)}`,
    task: 'find',
    address,
    ...(shownBy && { shownBy }),
  }));
}
