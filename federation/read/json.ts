// Reading what strangers sent: each accessor takes anything and gives the one shape asked for, bounded, or nothing.
// JSON is read as compacted ActivityStreams; no context is ever looked at.

import { hostOf } from '../../src/domain/home.ts';
import { placeOf } from '../../src/domain/origin.ts';

export type Json = Record<string, unknown>;

/** Most items taken from any list a peer sends. */
export const listLimit = 200;

/** Longest address that is taken, in characters. */
export const addressLimit = 2000;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One value or a list of them, as a list. GoToSocial sends lists of one as the one (I10). */
export function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.slice(0, listLimit) : [value];
}

/** The types of a node; a few peers send several. */
export function types(node: Json): string[] {
  return list(node.type).filter(type => typeof type === 'string');
}

/** A text within a limit; undefined for anything else and for ''. */
export function text(value: unknown, limit: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, limit) : undefined;
}

/** Scheme and authority, and the rest: without blanks, control signs, half signs, credentials and backslashes. */
const addressForm = /^https?:\/\/[^/?#@\\\s\p{Cc}\p{Cs}]+(?:[/?#][^\\\s\p{Cc}\p{Cs}]*)?$/iu;

/**
 * An http(s) address: its origin in the one way that it is written (RFC 6454, 6.2), so that nobody is two by another
 * spelling of a host, and what comes after it as given. Undefined for anything else.
 */
export function address(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > addressLimit || !addressForm.test(value)) return undefined;
  const { origin, host } = placeOf(value);
  if (origin === undefined || host.endsWith('.') || host.includes('.:')) return undefined;
  // Nearly all are written so.
  if (value.startsWith(origin) && '/?#'.includes(value.charAt(origin.length))) return value;
  const [given = ''] = /^https?:\/\/[^/?#]*/i.exec(value) ?? [];
  return origin + value.slice(given.length);
}

/** An address to be followed by a person: as `address`, but blanks in it are written out. */
export function link(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > addressLimit) return undefined;
  return address(value) ?? address(URL.parse(value)?.href);
}

/** The id of a node given by address or embedded, or by a list of one such; of several none is the one that is meant. */
export function idOf(value: unknown): string | undefined {
  const node = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return address(isObject(node) ? node.id : node);
}

/** What a node says under a name, such as `summary`, or in the first of its languages (`summaryMap`). */
export function wordsOf(node: Json, name: 'name' | 'summary' | 'content'): unknown {
  const words = node[name];
  const map = node[`${name}Map`];
  return (words === undefined || words === null || words === '') && isObject(map) ? Object.values(map)[0] : words;
}

/** Ids of nodes given by address or embedded, each once; names that are no addresses, such as `as:Public`, as they are. */
export function idsOf(value: unknown): string[] {
  const found = new Set<string>();
  for (const item of list(value)) {
    const id = isObject(item) ? item.id : item;
    if (typeof id === 'string' && id.length <= addressLimit) found.add(address(id) ?? id);
  }
  return [...found];
}

/** The first usable address of a `url`: a text, a Link, or a list of them, HTML before others. */
export function linkOf(value: unknown): string | undefined {
  const links = list(value).map(item =>
    isObject(item)
      ? { href: link(item.href), html: item.mediaType === 'text/html' }
      : { href: link(item), html: false },
  );
  return links.find(each => each.href && each.html)?.href ?? links.find(each => each.href)?.href;
}

/** The page for people of the node with an id: only on the id's own host, so that nobody shows the page of another as theirs. */
export function pageOf(value: unknown, id: string): string | undefined {
  const page = linkOf(value);
  return page && hostOf(page) === hostOf(id) ? page : undefined;
}

/** A whole number within bounds. */
export function count(value: unknown, high: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= high ? value : undefined;
}

/** Deepest nesting that is read, of what comes and of what is fetched; nothing on the fediverse comes near it. */
export const depthLimit = 64;

/** How deep the brackets of a JSON text nest, counted on its bytes without building anything. */
export function depthOf(json: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (inText) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return deepest;
}

/** The thing that an address of an activity or a thing speaks of: some peers like the Create and not what it made. */
export function subjectOf(value: unknown): string | undefined {
  return idOf(value)?.replace(/\/create$/, '');
}
