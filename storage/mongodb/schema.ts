// The collections, their indexes and how a sharded cluster spreads them.
// Rule: nothing is unique but `_id`, which is made from what must be unique; so every collection may be sharded as named here.
import type { CreateIndexesOptions, IndexSpecification } from 'mongodb';
import type { Connection } from './connection.ts';

interface Form {
  indexes: [IndexSpecification, CreateIndexesOptions?][];
  /** For `sh.shardCollection`; undefined where the collection stays whole on the database's primary shard. */
  shardKey?: Record<string, 1 | 'hashed'>;
}

/** Every collection of a hub. */
export const forms: Record<string, Form> = {
  // One line of numbers 1, 2, 3 …: its end is one place, so it is written in one. `_id` is the place. `id` is looked up
  // and not unique: see log.ts for why no id can come twice.
  log: { indexes: [[{ id: 1 }]] },
  records: { indexes: [[{ num: 1 }, { sparse: true }]], shardKey: { _id: 'hashed' } },
  // `_id` is a hash of kind, from and to; lists that leave an id are on one shard, lists that reach one are asked of all.
  links: {
    indexes: [[{ from: 1, kind: 1, sort: -1, to: -1 }], [{ to: 1, kind: 1, sort: -1, from: -1 }], [{ 'makers.by': 1 }]],
    shardKey: { from: 'hashed' },
  },
  lanes: {
    indexes: [[{ queue: 1, turn: 1 }], [{ queue: 1, due: 1 }]],
    shardKey: { _id: 'hashed' },
  },
  jobs: {
    indexes: [[{ queue: 1, lane: 1, order: 1, n: 1 }], [{ died: -1, n: -1 }, { sparse: true }]],
    shardKey: { _id: 'hashed' },
  },
  search: { indexes: [[{ terms: 1, num: -1, _id: -1 }]], shardKey: { _id: 'hashed' } },
  state: { indexes: [[{ expires: 1 }, { sparse: true }]], shardKey: { _id: 'hashed' } },
  leases: { indexes: [] },
  turns: { indexes: [] },
  blobs: { indexes: [[{ file: 1 }]], shardKey: { _id: 'hashed' } },
  uploads: { indexes: [] },
  'files.files': { indexes: [] },
  'files.chunks': { indexes: [[{ files_id: 1, n: 1 }]], shardKey: { files_id: 1, n: 1 } },
  meta: { indexes: [] },
};

/** The form that this hub writes; a change of it is a step in `migrate`. */
const version = 1;

/** Makes the indexes that are missing; refuses a database that a newer hub has written. */
export async function migrate({ of, run }: Connection): Promise<void> {
  await run(async () => {
    const meta = of<{ _id: string; version: number }>('meta');
    const found = await meta.findOneAndUpdate(
      { _id: 'form' },
      { $setOnInsert: { version } },
      { upsert: true, returnDocument: 'after' },
    );
    if (found && found.version > version)
      throw new Error(`The database has form ${found.version}; this hub knows up to ${version}.`);
    for (const [name, { indexes }] of Object.entries(forms)) {
      for (const [keys, options] of indexes) await of(name).createIndex(keys, options);
    }
  });
}
