// Passwords and sign-in addresses of members, by actor id. One rule: a password is kept as argon2id alone
// (OWASP password storage: 19 MiB, two passes), and an unknown member costs the same work as a known one.
import type { StateStore } from '../../storage/port.ts';
import { Problem } from '../domain/problem.ts';

/** Loaded when the first password comes. */
const argon2 = () => import('@node-rs/argon2');
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

interface Credential {
  hash?: string;
  email?: string;
  /** Sessions opened under an earlier epoch are over. */
  epoch: number;
}

export function makeCredentials(state: StateStore) {
  let decoy: Promise<string> | undefined;

  const read = async (member: string): Promise<Credential> =>
    ((await state.get('credential', member)) as Credential | undefined) ?? { epoch: 0 };

  return {
    mustBeStrong,

    async setPassword(member: string, password: string): Promise<void> {
      mustBeStrong(password);
      const hashed = await (await argon2()).hash(folded(password), argon2id);
      const old = await read(member);
      await state.put('credential', member, { ...old, hash: hashed, epoch: old.epoch + 1 });
    },

    async verify(member: string | undefined, password: string): Promise<boolean> {
      const known = member === undefined ? undefined : (await read(member)).hash;
      const { hash, verify } = await argon2();
      decoy ??= hash('a password that nobody has', argon2id);
      const fits = await verify(known ?? (await decoy), folded(password.slice(0, 1000)));
      return fits && known !== undefined;
    },

    async setEmail(member: string, email: string): Promise<void> {
      const key = emailKey(email);
      if (!(await state.add('email', key, member)) && (await state.get('email', key)) !== member) {
        throw new Problem('conflict', 409, 'Another member has this address.');
      }
      const old = await read(member);
      await state.put('credential', member, { ...old, email });
      if (old.email !== undefined && emailKey(old.email) !== key) await state.delete('email', emailKey(old.email));
    },

    async memberOfEmail(email: string): Promise<string | undefined> {
      return (await state.get('email', emailKey(email))) as string | undefined;
    },

    epoch: async (member: string): Promise<number> => (await read(member)).epoch,

    async nextEpoch(member: string): Promise<void> {
      const old = await read(member);
      await state.put('credential', member, { ...old, epoch: old.epoch + 1 });
    },
  };
}

/** At least 12 characters, not one or two repeated; length is what counts (NIST SP 800-63B, 5.1.1). */
function mustBeStrong(password: string): void {
  const characters = [...folded(password)];
  if (characters.length >= 12 && characters.length <= 1000 && new Set(characters).size >= 5) return;
  throw new Problem('invalid', 422, 'The password needs at least 12 different characters; a sentence is good.', {
    faults: [{ field: 'password', message: 'fault.password' }],
  });
}

/** The same password from every keyboard (NIST SP 800-63B: normalise before hashing). */
function folded(password: string): string {
  return password.normalize('NFKC');
}

function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase().slice(0, 320);
}
