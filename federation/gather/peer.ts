// How far the gathering from each hub has got, kept in state so that a kill resumes where it was.
import { hostOf } from '../../src/domain/home.ts';
import type { Storage } from '../../storage/port.ts';
import { originOf } from '../urls.ts';

/** One walk through a peer's outbox. */
export interface Walk {
  /** To the end, not only until a page is known. */
  whole: boolean;
  pages: number;
  /** The page to read now; the start of the outbox when absent. */
  next?: string;
  /** A page remembered to notice that pages go round (Brent): kept at 1, 2, 4, 8 … pages. */
  anchor?: string;
  /** The `sort` down to which our shares have been compared with the peer's. */
  edge?: string;
  /** What the outbox says it holds. */
  total?: number;
}

/** A hub that this one gathers from. */
export interface GatheredPeer {
  origin: string;
  state: 'discovering' | 'following' | 'crawling' | 'live' | 'failing';
  /** Since when it is in this state; ISO 8601. */
  since: string;
  /** The id of its group. */
  group?: string;
  walk?: Walk;
  /** Something may have been missed during a walk: look again when it is done. */
  again?: boolean;
  /** Why it fails; safe to show to admins. */
  error?: string;
  /** When the outbox was last walked to its end, and last compared at its newest pages. */
  walkedAt?: string;
  repairedAt?: string;
}

/** One line of what `status` tells of a peer; `items` counts its things that everyone here may see. */
export interface PeerStatus {
  origin: string;
  state: GatheredPeer['state'];
  items: number;
  error?: string;
}

const space = 'peer';
/** Most peers that a hub gathers from. */
const peerLimit = 1000;

export type Roster = ReturnType<typeof makeRoster>;

/** The peers of a hub. */
export function makeRoster({ state, links }: Pick<Storage, 'state' | 'links'>) {
  const find = async (origin: string) => (await state.get(space, origin)) as GatheredPeer | undefined;
  const all = async () => (await state.list(space, '', peerLimit)).map(({ value }) => value as GatheredPeer);

  return {
    find,
    all,

    /** Adds a peer; one that is there already stays as it is. */
    async add(origin: string): Promise<void> {
      const peer: GatheredPeer = { origin, state: 'discovering', since: new Date().toISOString() };
      await state.add(space, origin, peer);
    },

    save: (peer: GatheredPeer) => state.put(space, peer.origin, peer),

    /** The same for the place of a walk: a power loss may forget it, and the pages since are then read again. */
    mark: (peer: GatheredPeer) => state.note(space, [{ key: peer.origin, value: peer }]),

    /** True for the group of a peer. */
    async isGathered(group: string): Promise<boolean> {
      const origin = originOf(group);
      return origin !== undefined && (await find(origin))?.group === group;
    },

    /** All peers with how they are, in order of origin. */
    async status(): Promise<PeerStatus[]> {
      const peers = await all();
      return Promise.all(
        peers.map(async ({ origin, state, error }) => ({
          origin,
          state,
          items: await links.count({ kind: 'home', from: hostOf(origin) }),
          ...(state === 'failing' && error && { error }),
        })),
      );
    },
  };
}
