// A place in a list, as it stands in an address: `sort` and the base64url of the last id seen.
import type { Link, LinkCursor } from '../../storage/port.ts';

/** The cursor as text for an address. */
export function cursorText({ sort, id }: LinkCursor): string {
  return `${sort}.${Buffer.from(id).toString('base64url')}`;
}

/** The cursor in the text, or undefined when it is none: then the list begins at its beginning. */
export function cursorOf(text: string): LinkCursor | undefined {
  const match = /^(\d{1,20})\.([\w-]{1,3000})$/.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  return { sort: match[1], id: Buffer.from(match[2], 'base64url').toString() };
}

/** Where the list goes on after these links; undefined when fewer came than were asked for. */
export function nextAfter(links: Link[], limit: number, end: 'from' | 'to' = 'to'): string | undefined {
  const last = links.at(-1);
  return last && links.length >= limit ? cursorText({ sort: last.sort, id: last[end] }) : undefined;
}
