// Prints of what is made from the log, in MongoDB. A document of search holds its terms, so that there are no words beside.
// Rule: nothing that stands in a document can make the walk fail, whatever the type of its `_id`.
import { hash } from 'node:crypto';
import type { Document } from 'mongodb';
import type { Derived, Print, PrintStore } from '../port.ts';
import type { Connection } from './connection.ts';
import { query } from './queries.ts';

// All of them: a comparison with some `_id` would find those of its own type alone.
const every = (on: string) => query({ on, filter: () => ({}), sort: { _id: 1 }, sample: [] });

export const PRINTS_QUERIES = { records: every('records'), links: every('links'), search: every('search') };

type Part = keyof typeof PRINTS_QUERIES;

const page = 200;

/** What is the same however often and in whatever parts the changes came: `rev` is not, nor is the order of makers. */
const contents: Record<Part, (doc: Document) => unknown[]> = {
  records: ({ kind, owner, version, num, buried, body, graves }) => [kind, owner, version, num, buried, body, graves],
  links: ({ _id, sort, makers }) => [_id, sort, Array.isArray(makers) ? makers.map(textOf).sort() : makers],
  search: ({ num, terms }) => [num, terms],
};

export function makePrints({ of, stream }: Connection): PrintStore {
  return {
    async *of(part) {
      if (!hasPrints(part)) return;
      const { on, filter } = PRINTS_QUERIES[part];
      let batch: Print[] = [];
      for await (const doc of stream(of<Document>(on).find(filter(), { sort: { _id: 1 }, batchSize: page }))) {
        batch.push({
          name: nameOf(part, doc),
          print: hash('sha256', textOf(contents[part](doc)), 'base64url').slice(0, 22),
        });
        if (batch.length < page) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
  };
}

function hasPrints(part: Derived): part is Part {
  return part in PRINTS_QUERIES;
}

function nameOf(part: Part, { _id, kind, from, to }: Document): string {
  return part === 'links' ? `${kind} ${from} ${to}` : String(_id);
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
