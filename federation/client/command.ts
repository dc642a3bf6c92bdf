// What a member's app posts to the outbox (ActivityPub section 6) as one of the hub's own commands. Ids and actors that
// the app claims are not read: the server sets them.
import type { Command, Draft } from '../../src/domain/commands.ts';
import { Problem } from '../../src/domain/problem.ts';
import { cleanText } from '../../src/domain/prose.ts';
import type { Thing } from '../../src/domain/records.ts';
import { readAudience } from '../read/audience.ts';
import { idOf, idsOf, isObject, type Json, list, types } from '../read/json.ts';
import { readThing } from '../read/thing.ts';
import { isVote } from '../read/vote.ts';

type Maker = (activity: Json, actor: string) => Command;

const makers: Record<string, Maker> = {
  Create: (activity, actor) => createOf(merged(activity), actor),
  Update: (activity, actor) => reviseOf(activity, actor),
  Delete: activity => ({ do: 'withdraw', what: target(activity) }),
  Follow: activity => ({ do: 'follow', whom: target(activity) }),
  Like: activity => ({ do: 'like', what: target(activity) }),
  Announce: activity => ({ do: 'share', what: target(activity), into: idsOf(activity.audience).slice(0, 10) }),
  Undo: activity => undoOf(activity),
  Flag: activity => ({
    do: 'flag',
    subjects: idsOf(activity.object).slice(0, 50),
    reason: cleanText(activity.content, 5000),
  }),
};

/** The command in a posted activity or bare object. Throws `malformed` (400) or `invalid` (422). */
export function readCommand(document: unknown, actor: string): Command {
  if (!isObject(document)) throw new Problem('malformed', 400, 'Post one JSON object.');
  const type = types(document)[0];
  if (!type) throw new Problem('malformed', 400, 'The object has no type.');
  const maker = Object.hasOwn(makers, type) ? makers[type] : undefined;
  if (maker) return maker(document, actor);
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
  if (idOf(object) === actor) {
    const name = cleanText(object.name, 200);
    const summary = cleanText(object.summary, 2000);
    return { do: 'describe', draft: { ...(name && { name }), ...(summary && { summary }) } };
  }
  return { do: 'revise', what: idOf(object) as string, draft: draftOf(object, actor) };
}

function undoOf(activity: Json): Command {
  const undone = idOf(list(activity.object)[0]);
  if (!undone) throw new Problem('malformed', 400, 'An Undo needs the id of what it undoes.');
  return { do: 'undo', activity: undone };
}

function target(activity: Json): string {
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
