// The least that keeping what is gathered takes: its entries appended to the hub's own log, page by page, and its words put into
// the hub's own search on a thread beside, as the hub has it. Rule: nothing is decided, no record and no link is made.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Item } from '../../../federation/gather/item.ts';
import type { DomainEvent } from '../../../src/domain/events.ts';
import { searchable } from '../../../src/domain/kinds/index.ts';
import { type Entry, toEntry } from '../../../src/log/entry.ts';
import { openSqlite } from '../../../storage/sqlite/index.ts';

export interface BareStore {
  /** Keeps the things of a page; waits while the thread is as many pages behind as are gathered at once. */
  keep(items: Item[], page: { group: string; together: number }): Promise<void>;
  /** Resolves once everything is in search; gives how many things that was. */
  close(): Promise<number>;
}

/** Entries to be put into search: so many after a place. */
interface Task {
  after: number;
  count: number;
}

const role = 'bare words';

/** Opens an empty store in a folder. */
export async function openBareStore(folder: string): Promise<BareStore> {
  const { log, close } = await openSqlite({ folder });
  const thread = new Worker(new URL(import.meta.url), { workerData: { role, folder } });
  let behind = 0;
  let kept = 0;
  let caughtUp = Promise.withResolvers<void>();
  await new Promise(resolve => thread.once('message', resolve));
  thread.on('message', (things: number) => {
    behind -= 1;
    kept += things;
    caughtUp.resolve();
    caughtUp = Promise.withResolvers();
  });
  const until = async (most: number) => {
    while (behind > most) await caughtUp.promise;
  };

  return {
    async keep(items, { group, together }) {
      const entries = items.flatMap(item => eventsOf(item, group)).map(event => toEntry(event, 'observed', Date.now()));
      const [first] = await log.append(entries);
      if (!first) return;
      behind += 1;
      thread.postMessage({ after: first.entry.seq - 1, count: entries.length } satisfies Task);
      await until(together - 1);
    },
    async close() {
      await until(0);
      await thread.terminate();
      await close();
      return kept;
    },
  };
}

/** What a gathered thing is in the hub's log: itself, its group's share of it, and the share by which it is given back. */
function eventsOf({ what, thing, share }: Item, group: string): DomainEvent[] {
  if (!thing || !share) return [];
  const open = { at: share.at, box: [], missing: [] };
  const shared = (id: string): DomainEvent => ({
    ...open,
    type: 'shared',
    id,
    actor: group,
    what,
    into: [],
    shown: false,
  });
  const published: DomainEvent = {
    ...open,
    type: 'published',
    id: `${what}#observed`,
    actor: thing.author,
    thing,
    shown: true,
  };
  return [published, shared(`${share.id}#back`), shared(share.id)];
}

async function putWords(folder: string): Promise<void> {
  const { log, search } = await openSqlite({ folder });
  parentPort?.on('message', async ({ after, count }: Task) => {
    const entries = (await log.read(after, count)) as Entry[];
    const things = entries.flatMap(({ event }) => (event?.type === 'published' ? [event.thing] : []));
    const docs = things.map(thing => searchable(thing, true, undefined)).filter(doc => doc !== undefined);
    await search.put(docs);
    parentPort?.postMessage(docs.length);
  });
  parentPort?.postMessage(0);
}

if (!isMainThread && (workerData as { role?: string } | null)?.role === role) await putWords(workerData.folder);
