// What the reducer asks of storage. The rules that make every change safe to repeat and to reorder are
// those of storage/port.ts; this is the same shape in the domain's own words.
import type { LinkKind } from './links.ts';
import type { Rec } from './records.ts';

export type RecordKind = Rec['record'];

/** A conditional change; see `Change` in storage/port.ts for what each promises. */
export type Change =
  | { do: 'put'; id: string; kind: RecordKind; owner: string; version: string; num: string; body: Rec }
  | { do: 'bury'; id: string; kind: RecordKind; owner: string; at: string }
  | { do: 'link'; kind: LinkKind; from: string; to: string; by: string; sort: string }
  | { do: 'unlink'; kind: LinkKind; from: string; to: string; by: string };
