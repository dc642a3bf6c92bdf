// `token NAME`: a bearer token for a member's own programs, and nothing else.
import { memberNamed, type Verb, withCore } from './verb.ts';

export const token: Verb = {
  name: 'token',
  takes: ['NAME'],
  about: "prints a bearer token for the member's own programs, this once",
  run: ({ config, words: [name = ''] }) =>
    withCore(config, async core => {
      const issued = await core.accounts.issueToken((await memberNamed(core, name)).id, 'operator');
      return { json: { token: issued }, text: issued };
    }),
};
