// What a gathered hub showed in the past is given back many at a time: all that decides is read together, and the shares are
// taken together. Whatever is out of the ordinary goes the way of a single one.
import type { Shared } from '../../src/domain/events.ts';
import type { Rec, Share } from '../../src/domain/records.ts';
import { mayBeFound } from '../../src/domain/visibility.ts';
import { isMarked } from '../../src/log/moderation.ts';
import type { StoredRecord } from '../../storage/port.ts';
import { giveBack } from './give-back.ts';
import { asPublic, showingBy, turnOf } from './group.ts';
import type { Task, TaskDeps } from './task.ts';

export const giveBackPast: Task<'giveBackPast'> = async (deps, { lane, shares }, standing) => {
  const group = deps.home.hub;
  const given = await gathered(deps, await read(deps, shares));
  const firstOf = ({ what }: Share) => turnOf(deps.urls, { group, what, turn: 0 });
  const known = await read(deps, [...given.map(({ what }) => what), ...given.map(firstOf)]);
  const authors = await read(
    deps,
    [...known.values()].flatMap(({ body }) => authorIn(body)),
  );
  const events: Shared[] = [];
  const others: Share[] = [];
  for (const share of given) {
    const { what } = share;
    const thing = known.get(what);
    const first = firstOf(share);
    if (!thing || known.has(first)) {
      others.push(share);
      continue;
    }
    const shown = await asPublic(deps, bodyOf(thing));
    if (!shown || !mayBeFound(bodyOf(authors.get(shown.author)))) continue;
    if (!(await isMarked(deps.storage, 'removed', { group, things: [what] })))
      events.push(showingBy(group, first, what));
  }
  await deps.takeAll(events, 'observed');
  for (const { id } of others) await giveBack(deps, { task: 'giveBack', lane, share: id, live: false }, standing);
};

/** Those of hubs that this one gathers from. */
async function gathered({ isGathered }: TaskDeps, records: Map<string, StoredRecord>): Promise<Share[]> {
  const groups = new Map<string, boolean>();
  const found: Share[] = [];
  for (const record of records.values()) {
    const share = bodyOf(record);
    if (share?.record !== 'share') continue;
    const is = groups.get(share.who) ?? (await isGathered(share.who));
    groups.set(share.who, is);
    if (is) found.push(share);
  }
  return found;
}

function authorIn(body: unknown): string[] {
  const thing = body as Rec | null;
  return thing?.record === 'thing' ? [thing.author] : [];
}

function bodyOf(record: StoredRecord | undefined): Rec | undefined {
  return record && record.buried === undefined ? (record.body as Rec) : undefined;
}

async function read({ storage }: TaskDeps, ids: string[]): Promise<Map<string, StoredRecord>> {
  const records = ids.length > 0 ? await storage.records.getMany(ids) : [];
  return new Map(records.map(record => [record.id, record]));
}
