// The bounds on asking, counted without a network: what it costs to be asked over sockets is in test/attacks/keys.test.ts.
import { expect } from 'chai';
import type { Know } from '../../../federation/know.ts';
import { makeTheirKeys } from '../../../federation/signers/their-keys.ts';
import { Problem } from '../../../src/domain/problem.ts';

/** Knows nobody, and counts who is asked for. */
function makeStranger() {
  const asked: string[] = [];
  const know: Pick<Know, 'stored' | 'actor'> = {
    stored: async () => undefined,
    async actor(id) {
      asked.push(id);
      return undefined;
    },
  };
  return { asked, theirs: makeTheirKeys(know) };
}

const refusal = (error: unknown) => (error instanceof Problem ? `${error.status} ${error.extras.retryAfter}` : error);

describe('keys of strangers', () => {
  it('of one host are asked for six hundred times in a minute; the next come again later', async () => {
    const { asked, theirs } = makeStranger();
    const ask = (host: string, n: number) => theirs.some(`https://${host}/users/${n}`, () => true).catch(refusal);
    const first = await Promise.all(Array.from({ length: 700 }, (_, n) => ask('a.example', n)));
    expect(first.filter(answer => answer === false)).to.have.length(600);
    expect(first.filter(answer => answer === '401 60')).to.have.length(100);
    expect(asked).to.have.length(600);
    expect(await ask('b.example', 1), 'another host has lost nothing').to.equal(false);
  });

  it('are asked for once by all who wait for them', async () => {
    const { asked, theirs } = makeStranger();
    await Promise.all(Array.from({ length: 50 }, () => theirs.some('https://a.example/users/1', () => true)));
    expect(asked).to.have.length(1);
  });
});
