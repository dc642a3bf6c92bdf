// What the asker may see, by the one rule of src/domain/visibility.ts, and a page of records as activities.

import type { Actor, Rec, Thing } from '../../src/domain/records.ts';
import { maySee } from '../../src/domain/visibility.ts';
import { isShown } from '../../src/log/apply.ts';
import type { Storage } from '../../storage/port.ts';
import type { Json } from '../read/json.ts';
import type { Urls } from '../urls.ts';
import { writeAnnounce } from '../write/announce.ts';
import { writeCreate } from '../write/create.ts';
import { type Lookups, namedBy, readKnown, writeThing } from '../write/index.ts';

export interface Sight {
  /** A thing as an object, and as the Create by which it came into being. */
  object(thing: Thing): Promise<Json>;
  create(thing: Thing): Promise<Json>;
  /** True when the viewer (undefined: anybody) may see the thing. */
  sees(viewer: Actor | undefined, thing: Thing): Promise<boolean>;
  /** Things and shares as Create and Announce, in the order given; what is gone or hidden is left out. */
  activities(ids: string[], viewer: Actor | undefined): Promise<Json[]>;
}

export function makeSight({ storage, urls }: { storage: Storage; urls: Urls }): Sight {
  async function sees(viewer: Actor | undefined, thing: Thing): Promise<boolean> {
    const shown = await isShown(storage, thing);
    if (maySee(viewer, thing, { shown, follows: false })) return true;
    if (!viewer) return false;
    const follows = (await storage.links.get('follows', viewer.id, thing.author)) !== undefined;
    return maySee(viewer, thing, { shown, follows });
  }

  async function lookups(things: Thing[]): Promise<Lookups> {
    return { urls, known: await readKnown({ storage }, things.flatMap(namedBy)) };
  }

  return {
    sees,
    object: async thing => writeThing(thing, await lookups([thing])),
    create: async thing => writeCreate({ id: createOf(thing), thing }, await lookups([thing])),

    async activities(ids, viewer) {
      const records = await readKnown({ storage }, ids);
      const shares = ids.map(records).filter(record => record?.record === 'share');
      const shared = await readKnown(
        { storage },
        shares.map(share => share.what),
      );
      const things = [...ids.map(records), ...shares.map(share => shared(share.what))].filter(
        record => record?.record === 'thing',
      );
      const names = await lookups(things);
      const known = (id: string) => records(id) ?? shared(id) ?? names.known(id);
      const written = await Promise.all(ids.map(id => write(known(id), { urls, known }, viewer)));
      return written.filter(activity => activity !== undefined);
    },
  };

  async function write(record: Rec | undefined, looked: Lookups, viewer: Actor | undefined): Promise<Json | undefined> {
    if (record?.record === 'thing') {
      return (await sees(viewer, record)) ? writeCreate({ id: createOf(record), thing: record }, looked) : undefined;
    }
    if (record?.record !== 'share') return undefined;
    const thing = looked.known(record.what);
    const embeds = thing?.record === 'thing' && urls.isOurs(thing.id) && (await sees(viewer, thing));
    return writeAnnounce(record, looked, embeds ? writeThing(thing, looked) : undefined);
  }

  function createOf(thing: Thing): string {
    return urls.isOurs(thing.id) ? urls.thingPart(thing.id, 'create') : `${thing.id}#create`;
  }
}
