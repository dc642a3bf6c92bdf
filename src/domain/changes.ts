// What the reducer asks of storage. The rules that make every change safe to repeat and to reorder are
// those of storage/port.ts; this is the same shape in the domain's own words.
import type { LinkKind } from './links.ts';
import type { Rec } from './records.ts';
import { numOf, versionOf } from './time.ts';

export type RecordKind = Rec['record'];

/** A conditional change; see `Change` in storage/port.ts for what each promises. */
export type Change =
  | { do: 'put'; id: string; kind: RecordKind; owner: string; version: string; num: string; body: Rec }
  | { do: 'bury'; id: string; kind: RecordKind; owner: string; at: string }
  | { do: 'link'; kind: LinkKind; from: string; to: string; by: string; owner?: string; sort: string }
  | { do: 'unlink'; kind: LinkKind; from: string; to: string; by: string };

/** Whose a record is, and which form of it this one is. */
interface Stamp {
  owner: string;
  at: string;
  edit: boolean;
  entry: string;
}

/** Keeps the record, if no newer form of it is there. */
export function put(body: Rec, { owner, at, edit, entry }: Stamp): Extract<Change, { do: 'put' }> {
  const born = 'published' in body ? body.published : 'added' in body ? body.added : at;
  return {
    do: 'put',
    id: body.id,
    kind: body.record,
    owner,
    version: versionOf(at, edit, entry),
    num: numOf(body.id, born),
    body,
  };
}

/** Keeps a record that never changes. */
export function putOnce(body: Extract<Rec, { published: string }>, owner: string): Extract<Change, { do: 'put' }> {
  return put(body, { owner, at: body.published, edit: false, entry: body.id });
}

/** `owner`: whose `by` is, where the event puts no record under it. */
export function link(kind: LinkKind, from: string, to: string, by: string, sort: string, owner?: string): Change {
  return { do: 'link', kind, from, to, by, sort, ...(owner !== undefined && { owner }) };
}

export function unlink(kind: LinkKind, from: string, to: string, by: string): Change {
  return { do: 'unlink', kind, from, to, by };
}
