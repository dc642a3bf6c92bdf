// Another hub on loopback, as a secretariat sees it: WebFinger, a group, and its paged outbox. It can be made to lie.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

export interface FakeHub {
  origin: string;
  host: string;
  group: string;
  author: string;
  /** Paths asked for, in order. */
  asked: string[];
  /** The items of the outbox, newest first. */
  items: Json[];
  /** Documents by path, before anything else; a number is a status. */
  documents: Map<string, Json | number>;
  /** Called before a page is served. */
  onPage(listener: (page: number) => void): void;
  close(): Promise<void>;
}

const pageSize = 20;
const publicName = 'https://www.w3.org/ns/activitystreams#Public';

export async function openFakeHub(): Promise<FakeHub> {
  const asked: string[] = [];
  const documents = new Map<string, Json | number>();
  let heard: (page: number) => void = () => {};
  const server = createServer((req, res) => {
    const path = req.url ?? '/';
    asked.push(path);
    if (req.method === 'POST') return void res.writeHead(202).end();
    const given = documents.get(path);
    if (typeof given === 'number') return void res.writeHead(given).end();
    const found = given ?? standing(path);
    if (found) return serve(res, path, found);
    res.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin = `http://${host}`;
  const group = `${origin}/a/hub`;
  const author = `${origin}/a/ada`;
  const items: Json[] = [];

  function standing(path: string): Json | undefined {
    if (path.startsWith('/.well-known/webfinger'))
      return { links: [{ rel: 'self', type: 'application/activity+json', href: group }] };
    if (path === '/a/hub') return actor(group, 'Group');
    if (path === '/a/ada') return actor(author, 'Person');
    if (path === '/a/hub/outbox')
      return {
        id: `${group}/outbox`,
        type: 'OrderedCollection',
        totalItems: items.length,
        first: `${group}/outbox?page=1`,
      };
    const page = /^\/a\/hub\/outbox\?page=(\d+)$/.exec(path)?.[1];
    if (page) return pageOf(Number(page));
    return items.map(item => item?.object as Json | undefined).find(object => object?.id === `${origin}${path}`);
  }

  function pageOf(page: number): Json {
    heard(page);
    const start = (page - 1) * pageSize;
    return {
      id: `${group}/outbox?page=${page}`,
      type: 'OrderedCollectionPage',
      partOf: `${group}/outbox`,
      orderedItems: items.slice(start, start + pageSize),
      ...(start + pageSize < items.length && { next: `${group}/outbox?page=${page + 1}` }),
    };
  }

  return {
    origin,
    host,
    group,
    author,
    asked,
    items,
    documents,
    onPage: listener => {
      heard = listener;
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The n-th article of a hub, one a minute. */
export function article({ origin, author }: Pick<FakeHub, 'origin' | 'author'>, n: number, more: Json = {}): Json {
  return {
    id: `${origin}/o/${n}`,
    type: 'Article',
    attributedTo: author,
    name: `Article ${n}`,
    content: `<p>Text ${n}</p>`,
    published: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
    to: [publicName],
    ...more,
  };
}

/** The group's share of an object. */
export function announce({ origin, group }: Pick<FakeHub, 'origin' | 'group'>, n: number, object: Json | string): Json {
  const published = new Date(Date.UTC(2026, 0, 1, 0, n, 30)).toISOString();
  return { id: `${origin}/e/${n}`, type: 'Announce', actor: group, published, to: [publicName], object };
}

/** Fills an outbox with shares of articles 1 to `count`, newest first. */
export function fill(hub: FakeHub, count: number): void {
  for (let n = count; n > 0; n--) hub.items.push(announce(hub, n, article(hub, n)));
}

function actor(id: string, type: string): Json {
  return { id, type, preferredUsername: id.split('/').at(-1), inbox: `${id}/inbox`, outbox: `${id}/outbox` };
}

function serve(res: ServerResponse, path: string, document: Json): void {
  const type = path.startsWith('/.well-known') ? 'application/jrd+json' : 'application/activity+json';
  res.writeHead(200, { 'content-type': type }).end(JSON.stringify(document));
}
