// Links of an outbox or inbox as activities: a Create for each thing, an Announce for each share. What is buried, and what
// the reader may not see, is no item.
import type { Actor, Share } from '../../src/domain/records.ts';
import { isHeard } from '../../src/domain/visibility.ts';
import { betweenOf } from '../../src/log/between.ts';
import type { Link } from '../../storage/port.ts';
import type { Json } from '../read/json.ts';
import { writeAnnounce } from '../write/announce.ts';
import { writeCreate } from '../write/create.ts';
import { fit as fitted, type Lookups, namedBy, readKnown, writeThing } from '../write/index.ts';
import type { Row } from './collection.ts';
import type { DocumentDeps } from './deps.ts';
import { recordsOf, type Seen, see, standing } from './see.ts';

/** A larger item names its object by id, so that a page stays within what peers fetch. */
const itemBytes = 256 * 1024;

export interface ItemOptions {
  viewer: Actor | undefined;
  /** Shared things of other hubs are embedded too; peers would not believe them, the own app of a member does. */
  embedAll: boolean;
  /** Whose list it is: what somebody silenced published stands there. */
  own: string;
}

/** The items of the links' ends, in their order. */
export async function rowsOf(
  deps: DocumentDeps,
  links: Link[],
  { viewer, embedAll, own }: ItemOptions,
): Promise<Row[]> {
  const ends = await recordsOf(
    deps,
    links.map(link => link.to),
  );
  const shares = [...ends.values()].map(record => standing(record, 'share')).filter(share => share !== undefined);
  const shared = await recordsOf(
    deps,
    shares.map(share => share.what),
  );
  const seen = new Map<string, Seen>();
  const hidden = new Set<string>();
  for (const record of [...ends.values(), ...shared.values()]) {
    const found = await see(deps, viewer, record);
    if (found) seen.set(record.id, found);
  }
  for (const [id, { quiet, thing }] of seen) if (quiet && thing.author !== own) hidden.add(id);
  for (const { id, who } of shares) if (!(await isHeardBy(deps, viewer, { who, own }))) hidden.add(id);
  const named = [...seen.values()].flatMap(({ thing }) => namedBy(thing));
  const actors = await readKnown(deps, named);
  const lookups: Lookups = { urls: deps.urls, known: id => seen.get(id)?.thing ?? actors(id) };

  function item(id: string): Json | undefined {
    const made = seen.get(id);
    if (hidden.has(id)) return undefined;
    if (made) return fitted(writeCreate({ id: createId(deps, id), thing: made.thing }, lookups), itemBytes);
    const share = standing(ends.get(id), 'share');
    return share && announced(share);
  }

  function announced(share: Share): Json | undefined {
    const what = seen.get(share.what);
    if ((!what && shared.has(share.what)) || hidden.has(share.what)) return undefined;
    const embedded = what && (embedAll || deps.urls.isOurs(share.what)) ? writeThing(what.thing, lookups) : undefined;
    return fitted(writeAnnounce(share, lookups, embedded), itemBytes);
  }

  return links.map(({ to, sort }) => ({ item: item(to), cursor: { sort, id: to } }));
}

/** True when the list brings what somebody passed on. */
async function isHeardBy(
  { storage, trust, urls }: DocumentDeps,
  viewer: Actor | undefined,
  { who, own }: { who: string; own: string },
): Promise<boolean> {
  const { level } = await trust(who);
  const bound = who === own || who === viewer?.id;
  const asks = level === 'silence' && !bound && viewer !== undefined;
  const follows = bound || (asks && (await storage.links.get('follows', viewer.id, who)) !== undefined);
  const between = bound ? undefined : await betweenOf(storage, urls, { viewer: viewer?.id, author: who });
  return isHeard({ level, follows, between });
}

/** A stranger's thing was made by an activity whose address is not kept; it gets a name of its own beside the thing's. */
function createId({ urls }: DocumentDeps, thing: string): string {
  return urls.isOurs(thing) ? urls.thingPart(thing, 'create') : `${thing}#create`;
}
