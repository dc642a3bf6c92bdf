// `member add`: makes a member, with a password from standard input or a made one that is shown once.
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Role } from '../../src/domain/records.ts';
import { Refused, type Verb, withCore } from './verb.ts';

const roles = new Set(['admin', 'editor', 'member']);

export const member: Verb = {
  usage: 'member add NAME [--role admin|editor|member] [--email E] [--password-stdin]',
  async run({ config, words: [act, name], options }) {
    const role = options.role ?? 'member';
    if (act !== 'add' || !name) throw new Refused(`usage: ${member.usage}`, true);
    if (!roles.has(role)) throw new Refused('a role is admin, editor or member', true);
    const given = options['password-stdin'] ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
    const password = given ?? randomBytes(15).toString('base64url');
    return withCore(config, async core => {
      core.accounts.mustBeStrong(password);
      const actor = await core.members.register({ handle: name.toLowerCase(), name, role: role as Role });
      await core.accounts.setPassword(actor.id, password);
      if (options.email) await core.accounts.setEmail(actor.id, options.email);
      const made = given === undefined ? { password } : {};
      const shown = given === undefined ? `\npassword: ${password}` : '';
      return {
        json: { id: actor.id, handle: actor.handle, role, ...made },
        text: `@${actor.handle}@${actor.host} is ${role}${shown}`,
      };
    });
  },
};
