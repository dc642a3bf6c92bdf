// What a member's app posts to the outbox (ActivityPub section 6) as one of the hub's own commands. Ids and actors that
// the app claims are not read: the server sets them.
import type { Command, Draft } from '../../src/domain/commands.ts';
import { Problem } from '../../src/domain/problem.ts';
import { cleanText } from '../../src/domain/prose.ts';
import type { ModeratorAct, Thing } from '../../src/domain/records.ts';
import { readAudience } from '../read/audience.ts';
import { idOf, idsOf, isObject, type Json, list, types } from '../read/json.ts';
import { readThing } from '../read/thing.ts';
import { isVote } from '../read/vote.ts';
import type { Urls } from '../urls.ts';

type Maker = (activity: Json, actor: string, parse: Urls['parse']) => Command;

const makers: Record<string, Maker> = {
  Create: (activity, actor) => createOf(merged(activity), actor),
  Update: (activity, actor) => reviseOf(activity, actor),
  /** With a reason and a group as its audience it is a moderator's, and takes a thing out of the group. */
  Delete: activity =>
    typeof activity.summary === 'string' && idsOf(activity.audience).length > 0
      ? { do: 'moderate', act: 'remove', ...inGroup(activity) }
      : { do: 'withdraw', what: target(activity) },
  Follow: activity => ({ do: 'follow', whom: target(activity) }),
  Like: activity => ({ do: 'like', what: target(activity) }),
  Add: (activity, actor, parse) => curate('Add', activity, { actor, parse }),
  Remove: (activity, actor, parse) => curate('Remove', activity, { actor, parse }),
  Lock: activity => ({ do: 'moderate', act: 'lock', ...inGroup(activity) }),
  /** With a group as its target or audience it is a moderator's, and keeps an actor out of the group. */
  Block: activity =>
    isInGroup(activity)
      ? { do: 'moderate', act: 'ban', ...inGroup(activity) }
      : { do: 'block', whom: target(activity) },
  Ignore: activity => ({ do: 'block', whom: target(activity), mute: true }),
  Announce: activity => ({ do: 'share', what: target(activity), into: idsOf(activity.audience).slice(0, 10) }),
  Undo: activity => undoOf(activity),
  Move: activity => moveOf(activity),
  Flag: activity => ({
    do: 'flag',
    subjects: idsOf(activity.object).slice(0, 50),
    reason: cleanText(activity.content, 5000),
  }),
};

/** The command in a posted activity or bare object. Throws `malformed` (400) or `invalid` (422). */
export function readCommand(document: unknown, actor: string, parse: Urls['parse']): Command {
  if (!isObject(document)) throw new Problem('malformed', 400, 'Post one JSON object.');
  const type = types(document)[0];
  if (!type) throw new Problem('malformed', 400, 'The object has no type.');
  const maker = Object.hasOwn(makers, type) ? makers[type] : undefined;
  if (maker) return maker(document, actor, parse);
  return createOf(document, actor);
}

/** A Note with a name and without content that answers something is a vote (FEP-9967). */
function createOf(object: Json, actor: string): Command {
  const what = idOf(object.inReplyTo);
  if (isVote(object) && what) return { do: 'vote', what, choices: [cleanText(object.name, 500)] };
  return { do: 'publish', draft: draftOf(object, actor) };
}

/** A Create's own addressing counts for its object (section 6). */
function merged(activity: Json): Json {
  const object = list(activity.object)[0];
  if (!isObject(object)) throw new Problem('malformed', 400, 'A Create needs its object embedded.');
  const both = (name: string) => [...new Set([...idsOf(object[name]), ...idsOf(activity[name])])];
  return { ...object, to: both('to'), cc: both('cc'), bto: both('bto'), bcc: both('bcc'), audience: both('audience') };
}

function reviseOf(activity: Json, actor: string): Command {
  const object = list(activity.object)[0];
  if (!isObject(object) || !idOf(object))
    throw new Problem('malformed', 400, 'An Update needs its object, with its id.');
  if (idOf(object) === actor && object.alsoKnownAs !== undefined)
    return { do: 'claim', accounts: idsOf(object.alsoKnownAs) };
  if (idOf(object) === actor) {
    const name = cleanText(object.name, 200);
    const summary = cleanText(object.summary, 2000);
    const consent = Object.fromEntries(
      ['indexable', 'discoverable'].filter(term => typeof object[term] === 'boolean').map(term => [term, object[term]]),
    );
    return { do: 'describe', draft: { ...(name && { name }), ...(summary && { summary }), ...consent } };
  }
  return { do: 'revise', what: idOf(object) as string, draft: draftOf(object, actor) };
}

/** Add and Remove: of the own `featured`, or of a group's `featured` and `moderators`. */
function curate(
  verb: 'Add' | 'Remove',
  activity: Json,
  { actor, parse }: { actor: string; parse: Urls['parse'] },
): Command {
  const what = target(activity);
  const place = parse(idOf(activity.target) ?? '');
  const part = place?.what === 'actor' ? place.part : undefined;
  if (!place || (part !== 'featured' && part !== 'moderators'))
    throw new Problem(
      'malformed',
      400,
      'Add and Remove need `featured` or `moderators` of an actor here as their target.',
    );
  if (place.id === actor && part === 'featured') return { do: verb === 'Add' ? 'pin' : 'unpin', what };
  const act = part === 'featured' ? 'pin' : 'appoint';
  return { do: verb === 'Add' ? 'moderate' : 'lift', act, group: place.id, what };
}

function isInGroup(activity: Json): boolean {
  return idOf(list(activity.target)[0]) !== undefined || idOf(list(activity.audience)[0]) !== undefined;
}

/** What a moderator's activity is about, in which group and why. */
function inGroup(activity: Json): { group: string; what: string; reason?: string } {
  const group = idOf(list(activity.target)[0]) ?? idOf(list(activity.audience)[0]);
  if (!group) throw new Problem('malformed', 400, 'Name the group as the target or the audience.');
  const reason = cleanText(activity.summary, 1000);
  return { group, what: target(activity), ...(reason && { reason }) };
}

const lifted: Record<string, ModeratorAct> = { Lock: 'lock', Block: 'ban', Delete: 'remove' };

function undoOf(activity: Json): Command {
  const object = list(activity.object)[0];
  const type = isObject(object) ? (types(object)[0] ?? '') : '';
  if (isObject(object) && (type === 'Ignore' || (type === 'Block' && !isInGroup(object))))
    return { do: 'unblock', whom: target(object), mute: type === 'Ignore' };
  const act = lifted[type];
  if (isObject(object) && act) {
    const { group, what } = inGroup(object);
    return { do: 'lift', act, group, what };
  }
  const undone = idOf(list(activity.object)[0]);
  if (!undone) throw new Problem('malformed', 400, 'An Undo needs the id of what it undoes.');
  return { do: 'undo', activity: undone };
}

function moveOf(activity: Json): Command {
  const account = idOf(list(activity.target)[0]);
  if (!account) throw new Problem('malformed', 400, 'A Move needs its target.');
  return { do: 'move', account };
}

function target(activity: Json): string {
  if (list(activity.object).length > 1) throw new Problem('malformed', 400, 'One activity is about one object.');
  const id = idOf(list(activity.object)[0]);
  if (!id) throw new Problem('malformed', 400, 'The activity has no usable object.');
  return id;
}

/**
 * The draft in an object. One that names nobody is public: that is what posting to a hub or a community is for. `bto` and
 * `bcc` count for who may see it and who is sent it, and are told to nobody (section 6.2).
 */
function draftOf(object: Json, actor: string): Draft {
  const hidden = [...idsOf(object.bto), ...idsOf(object.bcc)];
  const addressed = hidden.length > 0 || ['to', 'cc'].some(name => idsOf(object[name]).length > 0);
  const to = addressed ? object.to : ['https://www.w3.org/ns/activitystreams#Public'];
  const placed = { ...object, id: 'https://client.invalid/draft', attributedTo: actor, to };
  const thing = readThing(placed, Date.now());
  if (!thing)
    throw new Problem('unsupported-type', 422, 'Post an Article (a resource) or a Note (a discussion or a reply).');
  const draft = asDraft(thing, object);
  if (hidden.length === 0) return draft;
  const { visibility } = readAudience({
    to: object.to,
    cc: [...idsOf(object.cc), ...hidden],
    audience: object.audience,
  });
  return { ...draft, visibility, blind: readAudience({ to: hidden }).addressed };
}

/** What the app says of quotes and answers (FEP-044f); as nobody is asked by hand here, who would have to be may not. */
function policyOf({ mayQuote, mayReply }: Thing): Pick<Draft, 'mayQuote' | 'mayReply'> {
  return {
    ...(mayQuote && { mayQuote: { ...mayQuote, manual: [] } }),
    ...(mayReply && { mayReply: { ...mayReply, manual: [] } }),
  };
}

function asDraft(thing: Thing, object: Json): Draft {
  const { content, language, visibility, addressed, groups, attachments, hashtags } = thing;
  const common = {
    content,
    ...(language && { language }),
    visibility,
    addressed: [...new Set([...addressed, ...thing.mentions.map(mention => mention.id)])],
    groups,
    attachments,
    hashtags,
    ...(thing.quote && { quotes: thing.quote.what }),
    ...policyOf(thing),
  };
  if (thing.kind !== 'resource') {
    const { name, warning, inReplyTo } = thing;
    const own = { ...(name && { name }), ...(warning && { warning }), ...(inReplyTo && { inReplyTo }) };
    if (thing.kind === 'discussion') return { kind: 'discussion', ...common, ...own };
    const { multiple, ends = '' } = thing;
    return { kind: 'poll', ...common, ...own, options: thing.options.map(option => option.name), multiple, ends };
  }
  const { name: _name, kind, summary, licence, cover, link, themes, sdgs, skills, level, country, basedOn } = thing;
  const own = { summary, licence, cover, link, level, country };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { kind, ...common, name: cleanText(object.name, 300), themes, sdgs, skills, basedOn, ...given };
}
