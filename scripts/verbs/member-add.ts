// `member add NAME`: makes a member, with a password from standard input or a made one that is shown this once.
import { text } from 'node:stream/consumers';
import type { Role } from '../../src/domain/records.ts';
import { makePassword } from './password.ts';
import { Refused, type Verb, withCore } from './verb.ts';

const roles = ['admin', 'editor', 'member'];

export const memberAdd: Verb = {
  name: 'member add',
  takes: ['NAME'],
  options: { role: roles.join('|'), email: 'E', 'password-stdin': '' },
  about: 'makes a member; without --password-stdin a password is made and shown this once',
  async run({ config, words: [name = ''], options }) {
    const role = options.role ?? 'member';
    const email = options.email ? String(options.email) : undefined;
    if (!roles.includes(String(role))) throw new Refused(`a role is ${roles.join(', ')}`, true);
    if (email && !/^[^\s@]+@[^\s@]+$/.test(email)) throw new Refused(`${email} is no address`, true);
    const given = options['password-stdin'] ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
    const password = given ?? makePassword();
    return withCore(config, async core => {
      core.accounts.mustBeStrong(password);
      if (email && (await core.accounts.memberOfEmail(email))) throw new Refused('another member has this address');
      const actor = await core.members.register({
        handle: name.toLowerCase(),
        name,
        role: role as Role,
        by: core.home.hub,
      });
      await core.accounts.setPassword(actor.id, password);
      if (email) await core.accounts.setEmail(actor.id, email);
      const made = given === undefined ? { password } : {};
      const shown = given === undefined ? `\npassword: ${password}` : '';
      return {
        json: { id: actor.id, handle: actor.handle, role, ...made },
        text: `@${actor.handle}@${actor.host} is ${role}${shown}`,
      };
    });
  },
};
