// Who may come in: passwords, sessions, tokens. Kept in small values of the store, apart from the log, because they
// are secrets and not history; nothing that could be used to come in is ever stored as it was given.
import type { Storage } from '../../storage/port.ts';
import { makeCredentials } from './credentials.ts';
import { makeSessions, type Session } from './sessions.ts';
import { makeThrottle } from './throttle.ts';
import { makeTokens } from './tokens.ts';

export type { Session } from './sessions.ts';

/** Somebody tries to come in; `member` is the actor id that the name stands for, undefined when there is none. */
export interface SignIn {
  name: string;
  member: string | undefined;
  password: string;
  /** The client's network address. */
  address: string;
}

export interface Accounts {
  /** Sets a password and ends every session of the member; `Problem` `invalid` when it is too weak. */
  setPassword(member: string, password: string): Promise<void>;
  /** Throws the `Problem` that `setPassword` would throw for this password. */
  mustBeStrong(password: string): void;
  /** True when it is the member's password; takes as long for a member without one. */
  verify(member: string | undefined, password: string): Promise<boolean>;
  /** Keeps the address under which a member may sign in too; `Problem` `conflict` when another has it. */
  setEmail(member: string, email: string): Promise<void>;
  memberOfEmail(email: string): Promise<string | undefined>;
  /** Opens a session, or undefined when name and password do not fit; `Problem` `too-many` (with `retryAfter`) when tried too often. */
  signIn(attempt: SignIn): Promise<Session | undefined>;
  /** True when the password is the member's; throttled as `signIn` is. */
  confirm(attempt: SignIn): Promise<boolean>;
  /** Opens a session without a password, for one who has just set it. */
  openSession(member: string): Promise<Session>;
  /** The session of a cookie's value; prolongs it at most once a day. */
  session(secret: string): Promise<Session | undefined>;
  signOut(secret: string): Promise<void>;
  signOutEverywhere(member: string): Promise<void>;
  /** A new bearer token, shown this once. */
  issueToken(member: string, note: string): Promise<string>;
  memberOfToken(token: string): Promise<string | undefined>;
  revokeToken(token: string): Promise<void>;
}

/** Accounts over one store; `now` in ms since 1970. */
export function makeAccounts({
  storage,
  now = Date.now,
}: {
  storage: Pick<Storage, 'state'>;
  now?: () => number;
}): Accounts {
  const { state } = storage;
  const credentials = makeCredentials(state);
  const sessions = makeSessions({ state, now, epochOf: credentials.epoch });
  const throttle = makeThrottle(now);

  async function confirm({ name, member, password, address }: SignIn): Promise<boolean> {
    const attempt = throttle.begin(name, address);
    const fits = await credentials.verify(member, password);
    if (fits) attempt.succeeded();
    return fits;
  }

  return {
    setPassword: credentials.setPassword,
    mustBeStrong: credentials.mustBeStrong,
    verify: credentials.verify,
    setEmail: credentials.setEmail,
    memberOfEmail: credentials.memberOfEmail,
    async signIn(attempt) {
      return (await confirm(attempt)) && attempt.member ? sessions.open(attempt.member) : undefined;
    },
    confirm,
    openSession: sessions.open,
    session: sessions.find,
    signOut: sessions.close,
    signOutEverywhere: credentials.nextEpoch,
    ...makeTokens({ state, now }),
  };
}
