// How an actor is named in lists and bylines, and the address of its page here.
import { hostOf } from '../domain/home.ts';
import { placeOf } from '../domain/origin.ts';
import type { Actor } from '../domain/records.ts';
import type { Found } from './reader.ts';

/** An actor as pages name it. */
export interface ActorView {
  id: string;
  kind: Actor['kind'];
  name: string;
  /** `@name` for ours, `@name@host` for others. */
  handle: string;
  /** `@name@host`, what somebody elsewhere would type. */
  address: string;
  /** The page on this hub. */
  path: string;
  local: boolean;
  host: string;
  /** The page at its own hub. */
  url: string;
}

/** The view of a known actor. */
export function actorView({ num, body }: Found<Actor>): ActorView {
  const address = `@${body.handle}@${body.host}`;
  const handle = body.local ? `@${body.handle}` : address;
  return {
    id: body.id,
    kind: body.kind,
    name: body.name || body.handle,
    handle,
    address,
    path: /^@[\w.~-]+(?:@[\w.:-]+)?$/.test(handle) ? `/${handle}` : `/n/${num}`,
    local: body.local,
    host: body.host,
    url: webAddress(body.url) ?? webAddress(body.id) ?? '',
  };
}

/** The view of an actor that is not known (yet). */
export function strangerView(id: string): ActorView {
  const host = hostOf(id);
  return {
    id,
    kind: 'person',
    name: host || id,
    handle: host,
    address: host,
    path: '',
    local: false,
    host,
    url: webAddress(id) ?? '',
  };
}

/** The address if a browser may be sent there: http(s) only. */
export function webAddress(address: string | undefined): string | undefined {
  return address && placeOf(address).origin !== undefined ? address : undefined;
}
