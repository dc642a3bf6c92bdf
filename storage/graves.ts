// What was withdrawn before it was known, remembered at its id in place of a record until somebody puts that.
// Rule: a grave counts for its owner alone, so that nobody can bury what another is still to put.

/** A burial of an id that its owner has not put. `kind` and `at` as in the change. */
export interface Grave {
  owner: string;
  kind: string;
  at: string;
}

/** Most owners whose burials of one unknown id are remembered; of one server, whose hundred members withdraw one thing, it is enough. */
const most = 100;

/** The graves with one more, in order of owners; the earlier of two of one owner stays. Undefined when nothing is new. */
export function dig(graves: Grave[], grave: Grave): Grave[] | undefined {
  const known = graves.find(({ owner }) => owner === grave.owner);
  if (known ? !isEarlier(grave, known) : graves.length >= most) return undefined;
  return [...graves.filter(each => each !== known), grave].sort((a, b) => (a.owner < b.owner ? -1 : 1));
}

/** True for what somebody has put, also where it is buried by now. */
export function isPut<R extends { graves?: Grave[] }>(record: R | undefined): record is R {
  return record !== undefined && record.graves === undefined;
}

/** How an id that has only graves is told: as buried by who did so first. */
export function toldBy(graves: Grave[]): { kind: string; owner: string; buried: string; graves: Grave[] } {
  const { kind, owner, at } = graves.reduce((first, grave) => (isEarlier(grave, first) ? grave : first));
  return { kind, owner, buried: at, graves };
}

/** Of two burials at one time the kinds decide, so that every order of changes ends alike. */
export function isEarlier(a: Omit<Grave, 'owner'>, b: Omit<Grave, 'owner'>): boolean {
  return a.at < b.at || (a.at === b.at && a.kind < b.kind);
}
