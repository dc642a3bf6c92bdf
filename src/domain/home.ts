// Where this hub is: the little that pure functions must know to tell ours from others'.
import { placeOf } from './origin.ts';

/** The hub's own addresses; `origin` without a trailing slash, `hub` the id of its public face. */
export interface Home {
  origin: string;
  hub: string;
  /** Allowlist mode: only hosts on the list, and hubs that are gathered from, are dealt with. */
  closed?: boolean;
}

/** True for an address on this hub. */
export function isOurs(home: Pick<Home, 'origin'>, id: string): boolean {
  return id.startsWith(`${home.origin}/`);
}

/** Host (with port) of an http(s) address, '' for anything that names none. */
export function hostOf(address: string): string {
  return placeOf(address).host;
}
