// The components of a request that RFC 9421 names (sections 2.1 and 2.2), and which of them a signature must cover. Host and
// scheme are those of this hub's origin and not of what a request says, so a signature made for another host fits nothing.
import { headerOf, isRead, type Request } from './request.ts';

type Facts = Pick<Request, 'method' | 'target' | 'origin' | 'headers'>;

const derived: Record<string, (request: Facts) => string> = {
  '@method': ({ method }) => method,
  '@target-uri': ({ origin, target }) => origin + target,
  '@authority': ({ origin }) => new URL(origin).host,
  '@scheme': ({ origin }) => new URL(origin).protocol.slice(0, -1),
  '@request-target': ({ target }) => target,
  '@path': ({ target }) => target.split('?', 1)[0] ?? '',
  '@query': ({ target }) => (target.includes('?') ? target.slice(target.indexOf('?')) : '?'),
};

const fieldForm = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

/** True for a component that `componentOf` can give: a derived one from the list above, or a field. */
export function isKnown(name: string): boolean {
  return name.startsWith('@') ? Object.hasOwn(derived, name) : fieldForm.test(name);
}

/** The value of a component as it stands in the signature base; undefined for a field that did not come. */
export function componentOf(name: string, request: Facts): string | undefined {
  return name.startsWith('@') ? derived[name]?.(request) : headerOf(request.headers, name);
}

/** True when the signature speaks of the method and the whole target, and for a POST of the digest of the body. */
export function covers(names: string[], { method, target }: Pick<Request, 'method' | 'target'>): boolean {
  const has = (name: string) => names.includes(name);
  // Some peers sign a read without its query (I12); for a delivery all of the target counts.
  const query = has('@query') || !target.includes('?') || isRead(method);
  const place = has('@request-target') || (has('@path') && query);
  const whole = has('@target-uri') || ((has('@authority') || has('host')) && place);
  return has('@method') && whole && (isRead(method) || has('content-digest'));
}
