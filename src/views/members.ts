// The members of this hub, for its admins: who they are, what they may do, and who is suspended.
import type { LinkCursor } from '../../storage/port.ts';
import type { Role } from '../domain/records.ts';
import type { Level } from '../domain/trust.ts';
import { type ActorView, actorView } from './actor-view.ts';
import { nextAfter } from './cursor.ts';
import { findMany, hubOf, type Reader } from './reader.ts';

export interface MemberEntry extends ActorView {
  num: string;
  role: Role;
  since: string;
  level: Level;
}

export interface MemberList {
  items: MemberEntry[];
  total: number;
  next?: string;
}

const pageSize = 50;

/** Members, the newest first. */
export async function memberList(reader: Reader, after?: LinkCursor): Promise<MemberList> {
  const list = { kind: 'member', from: hubOf(reader) };
  const links = await reader.storage.links.list(list, { limit: pageSize, ...(after && { after }) });
  const found = await findMany(
    reader,
    links.map(({ to }) => to),
    'actor',
  );
  const items: MemberEntry[] = [];
  for (const { to } of links) {
    const actor = found.get(to);
    if (!actor) continue;
    const { role = 'member', published } = actor.body;
    items.push({ ...actorView(actor), num: actor.num, role, since: published, level: (await reader.trust(to)).level });
  }
  const next = nextAfter(links, pageSize);
  return { items, total: await reader.storage.links.count(list), ...(next && { next }) };
}
