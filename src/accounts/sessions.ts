// Sessions of browsers. The cookie holds 32 random bytes, the store only their hash: who reads the store cannot come in.
// A session lasts 30 days from its last use and ends with the epoch of the member's credential.
import { createHash, randomBytes } from 'node:crypto';
import { type StateStore, Unavailable } from '../../storage/port.ts';

const day = 86_400_000;
/** How long a session lasts without use, in ms. */
export const sessionLength = 30 * day;

/** An open session. `secret` is the cookie's value, `csrf` the word that every form of it carries. */
export interface Session {
  secret: string;
  csrf: string;
  member: string;
}

interface Kept {
  member: string;
  epoch: number;
  /** When it was last prolonged. */
  seen: number;
}

export interface SessionDeps {
  state: StateStore;
  now: () => number;
  epochOf: (member: string) => Promise<number>;
}

export function makeSessions({ state, now, epochOf }: SessionDeps) {
  return {
    async open(member: string): Promise<Session> {
      const secret = randomBytes(32).toString('base64url');
      const kept: Kept = { member, epoch: await epochOf(member), seen: now() };
      await state.put('session', keyOf(secret), kept, now() + sessionLength);
      return { secret, csrf: csrfOf(secret), member };
    },

    async find(secret: string): Promise<Session | undefined> {
      if (!/^[\w-]{43}$/.test(secret)) return undefined;
      const kept = (await state.get('session', keyOf(secret))) as Kept | undefined;
      if (!kept || kept.epoch !== (await epochOf(kept.member))) return undefined;
      if (Math.abs(now() - kept.seen) > day) {
        // Whoever reads goes on reading when it cannot be prolonged now.
        await state.put('session', keyOf(secret), { ...kept, seen: now() }, now() + sessionLength).catch(passing);
      }
      return { secret, csrf: csrfOf(secret), member: kept.member };
    },

    close: (secret: string): Promise<void> => state.delete('session', keyOf(secret)),
  };
}

function passing(error: unknown): void {
  if (!(error instanceof Unavailable)) throw error;
}

function keyOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function csrfOf(secret: string): string {
  return createHash('sha256').update(`csrf ${secret}`).digest('base64url');
}
