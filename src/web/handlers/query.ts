// From an address: one value of the query, the path of a page.
import type { Visit } from '../visit.tsx';

/** The first value of that name, at most 3,000 characters; '' when there is none. */
export function query({ req }: Pick<Visit, 'req'>, name: string): string {
  const value = req.query[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.slice(0, 3000) : '';
}

/** The path of a page of ours, from its address; the first page for anything else. */
export function pathOf({ site }: Pick<Visit, 'site'>, address: string | undefined): string {
  return address?.startsWith(`${site.origin}/`) ? address.slice(site.origin.length) : '/';
}

/** The path if it is one of this hub, so that nobody is sent elsewhere; else the first page. */
export function safePath(path: string): string {
  const url = path.startsWith('/') ? URL.parse(path, 'http://here') : null;
  // A browser reads `//name` as another site; dots that are taken out may leave such a path behind.
  if (url?.origin !== 'http://here' || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}`;
}
