// A thread that began here as a collection of ids, oldest first (FEP-7888, FEP-f228): what is public in it and answers, step
// by step, what it began with. That something calls itself part of a thread does not make it so.
import type { Request, Response } from 'express';
import type { Thing } from '../../src/domain/records.ts';
import type { LinkCursor, StoredRecord } from '../../storage/port.ts';
import { absent } from './answer.ts';
import { answerCollection, type Row } from './collection.ts';
import type { DocumentDeps } from './deps.ts';
import { recordsOf, type Seen, see, standing } from './see.ts';

/** How far up an answer is followed to the beginning of its thread. */
const heightLimit = 100;

/** Answers with the thread that a thing of this hub began. Throws `not-found` (404) for an answer, which begins none. */
export async function answerContext(
  deps: DocumentDeps,
  { thing, open }: Seen,
  { req, res }: { req: Request; res: Response },
): Promise<void> {
  if (!open || thing.inReplyTo) throw absent();
  const { links } = deps.storage;
  const id = deps.urls.thingPart(thing.id, 'context');
  const list = { kind: 'thread', from: id };
  await answerCollection(req, res, {
    id,
    owner: thing.groups.find(deps.urls.isOurs) ?? thing.author,
    open: true,
    total: () => links.count(list),
    rows: async (limit: number, after?: LinkCursor): Promise<Row[]> => {
      const found = await links.list(list, { limit, oldest: true, ...(after && { after }) });
      const ids = found.map(({ to }) => to);
      const inside = makeInside(deps, thing.id, await recordsOf(deps, ids));
      const rows: Row[] = [];
      for (const { to, sort } of found) rows.push({ item: await inside(to), cursor: { sort, id: to } });
      return rows;
    },
  });
}

/** The id if it is open to all, public, and answers what the thread began with. */
function makeInside(deps: DocumentDeps, root: string, records: Map<string, StoredRecord>) {
  const known = new Map<string, boolean>([[root, true]]);

  async function leadsUp(thing: Thing): Promise<boolean> {
    const passed: string[] = [];
    let next: Thing | undefined = thing;
    let leads = false;
    while (next && passed.length < heightLimit) {
      const before = known.get(next.id);
      if (before !== undefined) {
        leads = before;
        break;
      }
      known.set(next.id, false);
      passed.push(next.id);
      const parent: string | undefined = next.inReplyTo;
      next = parent === undefined ? undefined : standing(records.get(parent) ?? (await read(parent)), 'thing');
    }
    for (const id of passed) known.set(id, leads);
    return leads;
  }

  async function read(id: string): Promise<StoredRecord | undefined> {
    const record = await deps.storage.records.get(id);
    if (record) records.set(id, record);
    return record;
  }

  return async (id: string): Promise<string | undefined> => {
    const seen = await see(deps, undefined, records.get(id));
    if (seen?.thing.visibility !== 'public' || seen.quiet) return undefined;
    return (await leadsUp(seen.thing)) ? id : undefined;
  };
}
