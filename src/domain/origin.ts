// The origin and the host of addresses. One activity names the same few servers some sixty times, and parsing an address takes
// half a microsecond or more: so what was parsed is remembered, by scheme and authority, and never more than a few thousand.

/** What an address says of its server, as the URL Standard writes it. `origin` is undefined for what is not http(s). */
export interface Place {
  origin: string | undefined;
  /** With the port, if it is not the scheme's own; '' where there is none. */
  host: string;
}

const nowhere: Place = { origin: undefined, host: '' };

/** Scheme and authority of an address of the usual form: what follows them cannot make it one of another server, or none. */
const usual = /^https?:\/\/[a-z0-9.:[\]-]{1,300}(?=[/?#]|$)/i;

const known = new Map<string, Place>();
const knownLimit = 5000;

/** The server that an address is of; an empty place for what is no address. */
export function placeOf(address: string): Place {
  // Only what has the usual form is remembered, and then a path or nothing follows it.
  const path = address.indexOf('/', 'https://'.length);
  const found = known.get(path < 0 ? address : address.slice(0, path));
  if (found) return found;
  const key = usual.exec(address)?.[0];
  if (key === undefined) return parse(address);
  if (known.size >= knownLimit) known.clear();
  const place = parse(key);
  known.set(key, place);
  return place;
}

function parse(address: string): Place {
  const url = URL.parse(address);
  if (!url) return nowhere;
  return { origin: /^https?:$/.test(url.protocol) ? url.origin : undefined, host: url.host };
}
