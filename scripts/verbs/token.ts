// `token`: a bearer token for a member's own programs, and nothing else.
import { memberNamed, type Verb, withCore } from './verb.ts';

export const token: Verb = {
  usage: 'token NAME',
  run: ({ config, words: [name] }) =>
    withCore(config, async core => {
      const issued = await core.accounts.issueToken(await memberNamed(core, name), 'operator');
      return { json: { token: issued }, text: issued };
    }),
};
