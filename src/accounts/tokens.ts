// Bearer tokens for a member's own programs. Shown once, kept as a hash; a token stands for its member until revoked.
import { createHash, randomBytes } from 'node:crypto';
import type { StateStore } from '../../storage/port.ts';

export function makeTokens({ state, now }: { state: StateStore; now: () => number }) {
  return {
    async issueToken(member: string, note: string): Promise<string> {
      const token = `hub_${randomBytes(32).toString('base64url')}`;
      await state.put('token', keyOf(token), {
        member,
        note: note.slice(0, 200),
        issued: new Date(now()).toISOString(),
      });
      return token;
    },

    async memberOfToken(token: string): Promise<string | undefined> {
      if (!/^hub_[\w-]{43}$/.test(token)) return undefined;
      return ((await state.get('token', keyOf(token))) as { member: string } | undefined)?.member;
    },

    revokeToken: (token: string): Promise<void> => state.delete('token', keyOf(token)),
  };
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
