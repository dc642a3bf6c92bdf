// Twenty hubs with a past, as one process: each on a port of its own, with WebFinger, a group, authors, and an outbox in pages
// of a hundred, whose things are those of the corpus. Rule: every byte exists before it says `ready`.
//
// `gathered.ts HUBS OBJECTS`, so many objects in all. It says `ready ORIGIN`, then one line of JSON with the hubs.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Resource } from '../../../src/domain/records.ts';
import { corpusEvents } from '../../corpus/events.ts';

export interface GatheredHub {
  origin: string;
  group: string;
  objects: number;
}

const pageSize = 100;
const authorsOfHub = 20;
const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';
const CONTEXT = ['https://www.w3.org/ns/activitystreams', { license: 'http://schema.org#license' }];

type Documents = Map<string, Buffer>;

async function open(objects: number, resources: Iterator<Resource>): Promise<GatheredHub> {
  const documents: Documents = new Map();
  const server = createServer((req, res) => {
    if (req.method === 'POST') return void req.resume().on('end', () => res.writeHead(202).end());
    const path = req.url ?? '/';
    const found = documents.get(path.startsWith('/.well-known/webfinger') ? '/webfinger' : path);
    if (!found) return void res.writeHead(404).end();
    const type = path.startsWith('/.well-known/') ? 'application/jrd+json' : 'application/activity+json';
    res.writeHead(200, { 'content-type': type, 'content-length': found.length }).end(found);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const group = `${origin}/a/hub`;
  const put = (path: string, document: object) => documents.set(path, Buffer.from(JSON.stringify(document)));
  const links = [{ rel: 'self', type: 'application/activity+json', href: group }];
  put('/webfinger', { subject: `acct:hub@${new URL(origin).host}`, links });
  put('/a/hub', actor(group, 'Group'));
  for (let n = 0; n < authorsOfHub; n += 1) put(`/a/author${n}`, actor(`${origin}/a/author${n}`, 'Person'));
  const outbox = `${group}/outbox`;
  const head = { '@context': CONTEXT, id: outbox, type: 'OrderedCollection', totalItems: objects };
  put('/a/hub/outbox', { ...head, first: `${outbox}?page=0` });
  const pages = Math.ceil(objects / pageSize);
  for (let page = 0; page < pages; page += 1) {
    const numbers = Array.from(
      { length: Math.min(pageSize, objects - page * pageSize) },
      (_, n) => page * pageSize + n,
    );
    put(`/a/hub/outbox?page=${page}`, {
      '@context': CONTEXT,
      id: `${outbox}?page=${page}`,
      type: 'OrderedCollectionPage',
      partOf: outbox,
      ...(page + 1 < pages && { next: `${outbox}?page=${page + 1}` }),
      orderedItems: numbers.map(n => announced(origin, objects - n, resources.next().value as Resource)),
    });
  }
  return { origin, group, objects };
}

function actor(id: string, type: string): object {
  const name = id.split('/').at(-1);
  const own = { inbox: `${id}/inbox`, outbox: `${id}/outbox`, followers: `${id}/followers` };
  return { '@context': CONTEXT, id, type, preferredUsername: name, name, ...own };
}

/** What the group shares; the greater its number, the newer it is. */
function announced(origin: string, n: number, resource: Resource): object {
  const group = `${origin}/a/hub`;
  const id = `${origin}/o/${n}`;
  const author = `${origin}/a/author${n % authorsOfHub}`;
  const published = new Date(Date.parse('2024-01-01T00:00:00.001Z') + n * 60_000).toISOString();
  const { name, summary, content, language = 'en', licence, themes, sdgs, level } = resource;
  const object = {
    id,
    type: 'Article',
    attributedTo: author,
    name,
    summary,
    abstract: summary,
    content,
    contentMap: { [language]: content },
    inLanguage: language,
    license: licence,
    about: sdgs.map(goal => `http://metadata.un.org/sdg/${goal}`),
    keywords: themes,
    educationalLevel: level,
    url: id,
    published,
    to: [PUBLIC],
    cc: [`${author}/followers`, group],
    audience: group,
    tag: themes.map(theme => ({ type: 'Hashtag', href: `${origin}/search?q=${theme}`, name: `#${theme}` })),
    attachment: [],
  };
  return { id: `${origin}/e/${n}`, type: 'Announce', actor: group, published, to: [PUBLIC], object };
}

/** Resources of a corpus, as many as are wanted. */
function* resourcesOf(seed: number): Generator<Resource> {
  for (const event of corpusEvents({ seed, size: 10_000_000, first: 1 })) {
    if (event.type === 'published' && event.thing.kind === 'resource') yield event.thing;
  }
}

async function serve(hubs: number, objects: number): Promise<void> {
  const resources = resourcesOf(3);
  const opened: GatheredHub[] = [];
  for (let n = 0; n < hubs; n += 1) {
    const share = Math.floor((objects * (n + 1)) / hubs) - Math.floor((objects * n) / hubs);
    opened.push(await open(share, resources));
  }
  console.log(`ready ${opened[0]?.origin}`);
  console.log(JSON.stringify(opened));
  // Whoever started it ends, and so does it.
  process.stdin.on('end', () => process.exit(0)).resume();
}

if (import.meta.main) await serve(Number(process.argv[2]), Number(process.argv[3]));
