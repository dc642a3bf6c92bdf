// What changes do to records and links, worked out in memory from what is stored. It asks no database.
// Rule: a link's sort is the smallest that its present makers gave, so that every order of changes ends alike.
import { type Change, dig, type Grave, isEarlier } from '../port.ts';

/** What is known of a record without its body. */
export interface Head {
  kind: string;
  owner: string;
  version: string;
  buried?: string;
  /** Those of an id that nobody has put; it is then nobody's. */
  graves?: Grave[];
}

/** A record as it becomes; `was` is what stood before the call, to be found unchanged when it is written. */
export interface RecordChange {
  was: Head | undefined;
  now: Head & { num?: string; body: string };
}

/** Who makes a link, and with which sort. */
export interface Maker {
  by: string;
  sort: string;
}

/** A link as stored; `rev` counts its changes. */
export interface LinkDoc {
  _id: string;
  kind: string;
  from: string;
  to: string;
  sort: string;
  makers: Maker[];
  rev: number;
}

export interface Folded {
  changed: boolean[];
  records: Map<string, RecordChange>;
  /** Links by `_id`; without makers they are to be removed. */
  links: Map<string, LinkDoc>;
  /** Buried ids whose links must go; also those that were buried before, in case that burial was cut short. */
  forgotten: Set<string>;
  /** Ids that a written link hangs on. */
  held: Set<string>;
  /** Written links whose maker its owner may have buried meanwhile, before it is known. */
  lent: Lent[];
  /** What was not linked when an unknown maker was buried, and may have been before that was written. */
  missed: Unlink[];
}

export type Unlink = Extract<Change, { do: 'unlink' }>;

/** A link that says whose its maker is. */
export type Lent = Extract<Change, { do: 'link' }> & { owner: string };

/** Names a link's document. */
export type NameLink = (link: { kind: string; from: string; to: string }) => string;

/** Folds changes over stored records and links, in order. */
export function fold(
  changes: Change[],
  stored: { heads: Map<string, Head>; links: Map<string, LinkDoc> },
  nameLink: NameLink,
): Folded {
  const folded: Folded = {
    changed: [],
    records: new Map(),
    links: new Map(),
    forgotten: new Set(),
    held: new Set(),
    lent: [],
    missed: [],
  };
  const dug = new Set<string>();
  const headOf = (id: string): Head | undefined => folded.records.get(id)?.now ?? stored.heads.get(id);
  const linkOf = (id: string) => folded.links.get(id) ?? stored.links.get(id);
  const setRecord = (id: string, now: RecordChange['now']) =>
    folded.records.set(id, { was: folded.records.has(id) ? folded.records.get(id)?.was : stored.heads.get(id), now });

  function put({ id, kind, owner, version, num, body }: Extract<Change, { do: 'put' }>): boolean {
    const head = headOf(id);
    if (head && !head.graves) {
      if (head.owner !== owner) return false;
      // Buried as it was put, it may not have lost its links yet.
      if (head.buried !== undefined) folded.forgotten.add(id);
      if (head.buried !== undefined || head.version >= version) return false;
    }
    const own = head?.graves?.find(grave => grave.owner === owner);
    if (own) {
      empty(id, own);
      return false;
    }
    setRecord(id, { kind, owner, version, num, body: JSON.stringify(body) ?? 'null' });
    return true;
  }

  function bury({ id, kind, owner, at }: Extract<Change, { do: 'bury' }>): boolean {
    const head = headOf(id);
    if (!head || head.graves) {
      const graves = dig(head?.graves ?? [], { owner, kind, at });
      if (!graves) return false;
      dug.add(id);
      setRecord(id, { kind: '', owner: '', version: '', graves, body: 'null' });
      return true;
    }
    if (head.owner !== owner) return false;
    folded.forgotten.add(id);
    if (head.buried !== undefined && !isEarlier({ kind, at }, { kind: head.kind, at: head.buried })) return false;
    empty(id, { kind, owner, at });
    return true;
  }

  function empty(id: string, { kind, owner, at }: Grave): void {
    folded.forgotten.add(id);
    setRecord(id, { kind, owner, version: '', buried: at, body: 'null' });
    for (const [name, link] of new Map([...stored.links, ...folded.links])) {
      const left = link.from === id || link.to === id ? [] : link.makers.filter(maker => maker.by !== id);
      if (left.length < link.makers.length) setLink(name, link, left);
    }
  }

  function link(change: Extract<Change, { do: 'link' }>): boolean {
    const { kind, from, to, by, owner, sort } = change;
    // An end that is buried refuses too: its burial would have removed the link, had it come first.
    if ([by, from, to].some(id => headOf(id)?.buried !== undefined)) return false;
    if (owner !== undefined && headOf(by)?.graves?.some(grave => grave.owner === owner)) return false;
    const name = nameLink(change);
    const known = linkOf(name) ?? { _id: name, kind, from, to, sort: '', makers: [], rev: 0 };
    const maker = known.makers.find(each => each.by === by);
    if (maker && maker.sort <= sort) return false;
    setLink(name, known, [...known.makers.filter(each => each !== maker), { by, sort }]);
    for (const id of [by, from, to]) folded.held.add(id);
    if (owner !== undefined) folded.lent.push({ ...change, owner });
    return true;
  }

  function unlink(change: Unlink): boolean {
    const name = nameLink(change);
    const known = linkOf(name);
    const left = known?.makers.filter(maker => maker.by !== change.by) ?? [];
    if (!known || left.length === known.makers.length) {
      folded.missed.push(change);
      return false;
    }
    setLink(name, known, left);
    return true;
  }

  function setLink(name: string, known: LinkDoc, makers: Maker[]): void {
    const sort = makers.reduce((least, maker) => (maker.sort < least ? maker.sort : least), makers[0]?.sort ?? '');
    folded.links.set(name, { ...known, makers, sort });
  }

  for (const change of changes) {
    if (change.do === 'put') folded.changed.push(put(change));
    else if (change.do === 'bury') folded.changed.push(bury(change));
    else if (change.do === 'link') folded.changed.push(link(change));
    else folded.changed.push(unlink(change));
  }
  folded.missed = folded.missed.filter(({ by }) => dug.has(by));
  return folded;
}
