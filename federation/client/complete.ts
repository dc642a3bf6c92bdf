// An Update by a member's app may say only what changes (ActivityPub, 6.3): what it leaves out stays, what it gives as null goes.
// The rest is what the hub itself shows of the thing.
import type { Storage } from '../../storage/port.ts';
import { idOf, isObject, type Json, list, types } from '../read/json.ts';
import type { Urls } from '../urls.ts';
import { namedBy, readKnown, writeThing } from '../write/index.ts';

export interface CompleteDeps {
  storage: Pick<Storage, 'records'>;
  urls: Urls;
}

/** Terms that say the same in another way: who gives the one means that the others no longer count. */
const rivals: Record<string, string[]> = {
  summary: ['abstract', 'summaryMap'],
  summaryMap: ['abstract', 'summary'],
  content: ['contentMap'],
  contentMap: ['content', 'inLanguage'],
  name: ['nameMap'],
  nameMap: ['name'],
};

/** Terms that are the hub's to say, and not taken back as if the app had said them. */
const ours = [
  'sensitive',
  'interactionPolicy',
  'quote',
  'quoteUrl',
  'quoteUri',
  '_misskey_quote',
  'quoteAuthorization',
];

/** The activity as it came; an Update of one's own thing with the whole of it. */
export async function complete({ storage, urls }: CompleteDeps, document: unknown, actor: string): Promise<unknown> {
  if (!isObject(document) || !types(document).includes('Update')) return document;
  const change = list(document.object)[0];
  const id = idOf(change);
  const record = isObject(change) && id && urls.isOurs(id) ? await storage.records.get(id) : undefined;
  const thing = record?.buried === undefined ? record?.body : undefined;
  if (!isObject(change) || !isThing(thing) || thing.author !== actor) return document;
  const whole = writeThing(thing, { urls, known: await readKnown({ storage }, namedBy(thing)) });
  return { ...document, object: merged(whole, change) };
}

function merged(whole: Json, change: Json): Json {
  const given = Object.keys(change);
  const gone = new Set([...ours, ...given.flatMap(term => rivals[term] ?? [])].filter(term => !given.includes(term)));
  const kept = Object.entries(whole).filter(([term]) => !gone.has(term) && !given.includes(term));
  return Object.fromEntries([...kept, ...Object.entries(change).filter(([, value]) => value !== null)]);
}

function isThing(body: unknown): body is Parameters<typeof writeThing>[0] {
  return isObject(body) && body.record === 'thing';
}
