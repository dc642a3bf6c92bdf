import { expect } from 'chai';
import { type Form, makeKnock } from '../../../federation/signatures/knock.ts';

/** A door that answers each form as it is told, and remembers the knocks. */
function door(answers: (form: Form) => number) {
  const knock = makeKnock();
  const knocks: string[] = [];
  const at = (method: 'GET' | 'POST', address: string) =>
    knock({ method, url: new URL(address) }, async form => {
      knocks.push(form.scheme + (form.query ? '' : ' without query'));
      return { status: answers(form) };
    });
  return { at, knocks, taken: () => knocks.splice(0) };
}

describe('a peer', () => {
  it('is asked in draft-cavage, and in RFC 9421 when it refuses that; then in what it took', async () => {
    for (const refusal of [400, 401, 403]) {
      const { at, taken } = door(({ scheme }) => (scheme === 'rfc9421' ? 202 : refusal));
      expect((await at('POST', 'https://p.test/inbox')).status).to.equal(202);
      expect(taken()).to.deep.equal(['cavage', 'rfc9421']);
      await at('POST', 'https://p.test/other');
      expect(taken()).to.deep.equal(['rfc9421']);
      await at('POST', 'https://q.test/inbox');
      expect(taken(), 'of another host').to.deep.equal(['cavage', 'rfc9421']);
    }
  });

  it('that took a form is knocked at again for 401 alone', async () => {
    let status = 202;
    const { at, taken } = door(() => status);
    await at('POST', 'https://p.test/inbox');
    taken();
    status = 403;
    expect((await at('POST', 'https://p.test/inbox')).status).to.equal(403);
    expect(taken()).to.deep.equal(['cavage']);
    status = 401;
    await at('POST', 'https://p.test/inbox');
    expect(taken()).to.deep.equal(['cavage', 'rfc9421']);
  });

  it('that no longer takes what it took is asked anew', async () => {
    let takes = 'rfc9421';
    const { at, taken } = door(({ scheme }) => (scheme === takes ? 202 : 401));
    await at('POST', 'https://p.test/inbox');
    takes = 'neither';
    await at('POST', 'https://p.test/inbox');
    takes = 'cavage';
    taken();
    await at('POST', 'https://p.test/inbox');
    expect(taken()).to.deep.equal(['cavage']);
  });

  it('is not asked twice for what is not about signatures', async () => {
    for (const status of [404, 410, 429, 500, 503]) {
      const { at, taken } = door(() => status);
      await at('POST', 'https://p.test/inbox');
      expect(taken()).to.deep.equal(['cavage']);
    }
  });

  it('is asked for a page with its query, then without, then by RFC 9421', async () => {
    const { at, taken } = door(({ query }) => (query ? 401 : 200));
    await at('GET', 'https://p.test/outbox?page=1');
    expect(taken()).to.deep.equal(['cavage', 'cavage without query']);
    await at('GET', 'https://p.test/outbox?page=2');
    expect(taken(), 'it is remembered').to.deep.equal(['cavage without query']);
    const never = door(() => 401);
    await never.at('GET', 'https://p.test/outbox?page=1');
    expect(never.taken()).to.deep.equal(['cavage', 'cavage without query', 'rfc9421']);
    await never.at('GET', 'https://p.test/outbox');
    expect(never.taken()).to.deep.equal(['cavage', 'rfc9421']);
  });
});
