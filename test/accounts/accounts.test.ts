import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Accounts, makeAccounts } from '../../src/accounts/index.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';

const amina = 'https://accounts.example/a/01AMINA';
const good = 'a sentence that is long';
const day = 86_400_000;

describe('Accounts', () => {
  let folder: string;
  let storage: Storage;
  let accounts: Accounts;
  let clock: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'accounts-'));
    storage = await openSqlite({ folder });
    clock = Date.now();
    accounts = makeAccounts({ storage, now: () => clock });
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });

  const attempt = (password: string, name = 'amina', member: string | undefined = amina, address = '192.0.2.1') =>
    accounts.signIn({ name, member, password, address });

  async function refusal(work: Promise<unknown>): Promise<Problem> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Problem);
    return error as Problem;
  }

  it('keeps a password as argon2id with the parameters of OWASP, never as it is', async () => {
    await accounts.setPassword(amina, good);
    const kept = JSON.stringify(await storage.state.get('credential', amina));
    expect(kept).to.include('$argon2id$v=19$m=19456,t=2,p=1$').and.not.include(good);
  });

  it('lets in with the right password and not with another', async () => {
    await accounts.setPassword(amina, good);
    expect(await attempt('another long sentence')).to.equal(undefined);
    expect((await attempt(good))?.member).to.equal(amina);
  });

  it('takes the same password from a keyboard that composes letters differently', async () => {
    await accounts.setPassword(amina, 'une école à la montagne'.normalize('NFD'));
    expect(await attempt('une école à la montagne'.normalize('NFC'))).to.be.an('object');
  });

  it('does the work of a check for a name that nobody has', async () => {
    await accounts.setPassword(amina, good);
    await accounts.verify(undefined, good);
    const time = async (member: string | undefined) => {
      const from = performance.now();
      await accounts.verify(member, 'wrong but long enough');
      return performance.now() - from;
    };
    const known = Math.min(await time(amina), await time(amina), await time(amina));
    const unknown = Math.min(await time(undefined), await time(undefined), await time(undefined));
    expect(unknown).to.be.greaterThan(known / 3);
  });

  it('refuses short and repeated passwords', async () => {
    for (const weak of ['short', 'elevenchars', 'aaaaaaaaaaaaaaaa', '']) {
      const problem = await refusal(accounts.setPassword(amina, weak));
      expect(problem.code).to.equal('invalid');
      expect(problem.extras.faults).to.deep.equal([{ field: 'password', message: 'fault.password' }]);
    }
  });

  it('stores of a session neither its secret nor its word', async () => {
    const session = await accounts.openSession(amina);
    const kept = JSON.stringify(await storage.state.list('session', '', 10));
    expect(kept).to.include(amina).and.not.include(session.secret).and.not.include(session.csrf);
    expect(session.secret).to.have.length(43);
  });

  it('finds a session by its secret until it is signed out', async () => {
    const session = await accounts.openSession(amina);
    expect(await accounts.session(session.secret)).to.deep.equal(session);
    await accounts.signOut(session.secret);
    expect(await accounts.session(session.secret)).to.equal(undefined);
    expect(await accounts.session('../../etc/passwd')).to.equal(undefined);
  });

  it('prolongs a session that is used, writing at most once a day, and ends one that rests for 30 days', async () => {
    const session = await accounts.openSession(amina);
    const seen = async () => {
      const [kept] = await storage.state.list('session', '', 1);
      return (kept?.value as { seen: number } | undefined)?.seen;
    };
    const begun = await seen();
    clock += day / 2;
    await accounts.session(session.secret);
    expect(await seen()).to.equal(begun);
    clock += day;
    await accounts.session(session.secret);
    expect(await seen()).to.equal(clock);
    expect((await storage.state.list('session', '', 1))[0]?.expires).to.equal(clock + 30 * day);
  });

  it('ends every session when the password changes, and on demand', async () => {
    await accounts.setPassword(amina, good);
    const first = await accounts.openSession(amina);
    await accounts.setPassword(amina, 'another sentence, longer');
    expect(await accounts.session(first.secret)).to.equal(undefined);
    const second = await accounts.openSession(amina);
    await accounts.signOutEverywhere(amina);
    expect(await accounts.session(second.secret)).to.equal(undefined);
  });

  it('makes guessing a name wait longer and longer, many at once gaining nothing', async () => {
    await accounts.setPassword(amina, good);
    const guesses = await Promise.allSettled(Array.from({ length: 12 }, () => attempt('wrong but long enough')));
    expect(guesses.filter(({ status }) => status === 'fulfilled')).to.have.length(5);
    const problem = await refusal(attempt(good));
    expect(problem.code).to.equal('too-many');
    expect(problem.extras.retryAfter).to.equal(1);
    clock += 1001;
    expect(await attempt('wrong again, sorry')).to.equal(undefined);
    expect((await refusal(attempt(good))).extras.retryAfter).to.equal(2);
    clock += 2001;
    expect(await attempt(good), 'the right password after the wait').to.be.an('object');
    expect(await attempt('wrong but forgiven'), 'success forgets the failures').to.equal(undefined);
  });

  it('makes an address that tries many names wait', async () => {
    for (let tried = 0; tried < 20; tried += 1) {
      expect(await attempt('wrong but long enough', `name${tried}`, undefined, '2001:db8:1:2::5')).to.equal(undefined);
    }
    const problem = await refusal(attempt(good, 'name99', undefined, '2001:db8:1:2:ffff::9'));
    expect(problem.code, 'another address of the same network').to.equal('too-many');
    expect(await attempt(good, 'name99', undefined, '2001:db8:1:3::5')).to.equal(undefined);
  });

  it('issues tokens that stand for their member until revoked, and keeps only their hash', async () => {
    const token = await accounts.issueToken(amina, 'a script');
    expect(JSON.stringify(await storage.state.list('token', '', 10))).to.not.include(token.slice(4));
    expect(await accounts.memberOfToken(token)).to.equal(amina);
    expect(await accounts.memberOfToken(`${token.slice(0, -1)}_`)).to.equal(undefined);
    await accounts.revokeToken(token);
    expect(await accounts.memberOfToken(token)).to.equal(undefined);
  });

  it('knows a member by e-mail address, each address once', async () => {
    await accounts.setEmail(amina, 'Amina@Example.org');
    expect(await accounts.memberOfEmail(' amina@example.org ')).to.equal(amina);
    expect((await refusal(accounts.setEmail(`${amina}2`, 'amina@example.org'))).code).to.equal('conflict');
    await accounts.setEmail(amina, 'new@example.org');
    expect(await accounts.memberOfEmail('amina@example.org')).to.equal(undefined);
  });
});
