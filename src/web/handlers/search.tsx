// The search page and its JSON twin. A value that no filter can have is passed over on the page and refused by the API.
import type { Request, Response } from 'express';
import { hostOf } from '../../domain/home.ts';
import { isLanguage } from '../../domain/kinds/index.ts';
import { Problem } from '../../domain/problem.ts';
import { plainText } from '../../domain/prose.ts';
import { webAddress } from '../../views/actor-view.ts';
import type { Reader } from '../../views/reader.ts';
import {
  type Hit,
  knownHubs,
  type Search,
  type SearchKind,
  search,
  searchCards,
  searchKinds,
} from '../../views/search.ts';
import { cut } from '../../views/text.ts';
import { SearchPage } from '../pages/search.tsx';
import type { Site } from '../site.ts';
import { show } from '../visit.tsx';
import type { Reading } from './answering.ts';
import { query } from './query.ts';

const pageSize = 20;
const mostResults = 100;

export const searchPage: Reading = async visit => {
  const { wanted } = readSearch(name => query(visit, name));
  const [results, hubs] = await Promise.all([
    searchCards(visit.reader, { ...wanted, limit: pageSize }),
    knownHubs(visit.reader),
  ]);
  const next = results.next && `/search?${asQuery(wanted, results.next)}`;
  const head = { title: visit.words.t('search.title'), hidden: true };
  return show(visit, head, <SearchPage wanted={wanted} results={results} hubs={hubs} {...(next && { next })} />);
};

/** `GET /api/search` of CONTRACT.md. Throws `malformed` (400) with every bad value named. */
export async function searchApi(site: Site, req: Request, res: Response): Promise<void> {
  const { wanted, faults } = readSearch(name => query({ req }, name));
  if (faults.length > 0) throw new Problem('malformed', 400, 'The search could not be read.', { faults });
  const reader: Reader = { storage: site.storage, origin: site.origin, trust: site.trust, viewer: undefined };
  const { items, total, next } = await search(reader, wanted);
  res.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-cache' });
  res.json({ items: items.map(itemOf), total, next: next ?? null });
}

interface ReadSearch {
  wanted: Search;
  faults: { field: string; message: string }[];
}

function readSearch(value: (name: string) => string): ReadSearch {
  const faults: ReadSearch['faults'] = [];
  const kind = value('kind');
  const language = value('language');
  const hub = value('hub').trim();
  const limit = value('limit');
  const host = hubNamed(hub);
  if (kind && !isKind(kind)) faults.push({ field: 'kind', message: `One of ${searchKinds.join(', ')}.` });
  if (language && !isLanguage(language)) faults.push({ field: 'language', message: 'Not a language tag (BCP 47).' });
  if (hub && !host) faults.push({ field: 'hub', message: 'Neither a host nor an origin.' });
  if (limit && !isLimit(limit)) faults.push({ field: 'limit', message: `A whole number from 1 to ${mostResults}.` });
  if (value('q').length > 500) faults.push({ field: 'q', message: 'At most 500 characters.' });
  return {
    faults,
    wanted: {
      text: value('q').slice(0, 500),
      limit: isLimit(limit) ? Number(limit) : pageSize,
      ...(isKind(kind) && { kind }),
      ...(language && isLanguage(language) && { language }),
      ...(host && { hub: host }),
      ...(value('cursor') && { cursor: value('cursor') }),
    },
  };
}

function itemOf(hit: Hit) {
  if (hit.actor) {
    const { id, url, kind, name, handle, summary, published } = hit.actor.body;
    const sort: SearchKind = kind === 'group' ? 'community' : 'member';
    return {
      id,
      url: webAddress(url) ?? id,
      kind: sort,
      name: name || handle,
      summary: cut(plainText(summary), 500),
      hub: hostOf(id),
      published,
    };
  }
  const { id, url, kind, name, content, published, ...rest } = hit.seen.thing;
  const summary = 'summary' in rest && rest.summary ? rest.summary : plainText(content);
  return {
    id,
    url: webAddress(url) ?? id,
    kind,
    name: name || cut(plainText(content), 80),
    summary: cut(summary, 500),
    hub: hostOf(id),
    published,
  };
}

function asQuery(wanted: Search, cursor: string): URLSearchParams {
  const { text, kind = '', language = '', hub = '' } = wanted;
  return new URLSearchParams({ q: text, kind, language, hub, cursor });
}

/** The host of an origin or a host, lower case; '' for anything else. */
function hubNamed(text: string): string {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!text || !URL.canParse(address)) return '';
  const url = new URL(address);
  return url.pathname === '/' && !url.search && !url.username ? url.host : '';
}

function isKind(text: string): text is SearchKind {
  return (searchKinds as readonly string[]).includes(text);
}

function isLimit(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= mostResults;
}
