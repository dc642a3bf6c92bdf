// What an operator decides about others by the command, and finds again.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type HubEnv, hubCommand, hubEnv, removeData } from '../helpers/process.ts';

describe('The operator', function () {
  this.timeout(120_000);
  let env: HubEnv;
  let folder: string;

  before(async () => {
    env = await hubEnv();
    folder = await mkdtemp(join(tmpdir(), 'lists-'));
  });
  after(async () => {
    await removeData(env);
    await rm(folder, { recursive: true });
  });

  const said = async (...args: string[]) => {
    const { status, stdout, stderr } = await hubCommand(env, [...args, '--json']);
    expect(status, stderr).to.equal(0);
    return JSON.parse(stdout);
  };

  it('blocks, silences and allows, and says why', async () => {
    expect(await said('peer', 'block', 'Bad.Example', '--reason', 'Insults')).to.include({
      host: 'bad.example',
      blocked: true,
      level: 'suspend',
    });
    expect(await said('peer', 'block', 'loud.example', '--level', 'silence', '--no-media')).to.include({
      blocked: false,
      level: 'silence',
      noMedia: true,
    });
    expect(await said('peer', 'allow', 'bad.example')).to.include({ blocked: false, level: 'open', listed: true });
  });

  it('takes a list whole or not at all, and gives it back', async () => {
    const file = join(folder, 'list.csv');
    await writeFile(file, '#domain,#severity,#public_comment\none.example,suspend,=1+1\nloud.example,suspend,\n');
    expect(await said('blocks', 'import', file, '--dry-run')).to.include({ added: 1, changed: 1, done: false });
    expect(await said('blocks', 'export')).to.have.length(1);
    expect(await said('blocks', 'import', file, '--reason', 'Shared list')).to.include({ added: 1, changed: 1 });
    expect(await said('blocks', 'import', file)).to.include({ added: 0, changed: 0, same: 2 });
    const { stdout } = await hubCommand(env, ['blocks', 'export']);
    expect(stdout.split('\n')).to.deep.equal([
      '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate',
      'loud.example,suspend,false,false,,false',
      "one.example,suspend,false,false,'=1+1,false",
      '',
    ]);
    await writeFile(file, 'two.example,suspend\nthr**.example,suspend\nfour.example,no\n');
    const refused = await hubCommand(env, ['blocks', 'import', file]);
    expect(refused.status).to.equal(1);
    expect(refused.stderr).to.equal(
      'line 2 names no host (thr**.example); line 3 has a severity that is none of suspend, silence, noop (four.example)\n',
    );
    expect((await said('blocks', 'export')).map(({ host }: { host: string }) => host)).to.not.include('two.example');
  });

  it('finds every act in the audit log, by kind, page by page', async () => {
    await said('member', 'add', 'amina', '--role', 'editor');
    const { items, next } = await said('audit');
    const acts = items.map(({ who, act, whom, reason }: Record<string, string>) =>
      [who, act, whom, reason].filter(Boolean),
    );
    expect(acts).to.deep.equal([
      ['operator', 'member', '@amina'],
      ['operator', 'list', '2', 'Shared list'],
      ['operator', 'host.open', 'bad.example'],
      ['operator', 'host.silence', 'loud.example'],
      ['operator', 'host.suspend', 'bad.example', 'Insults'],
    ]);
    expect(next).to.equal(null);
    const people = await said('audit', '--kind', 'people');
    expect(people.items.map(({ whom }: { whom: string }) => whom)).to.deep.equal(['@amina']);
    const first = await said('audit', '--limit', '2');
    const second = await said('audit', '--limit', '3', '--after', first.next);
    expect([...first.items, ...second.items]).to.deep.equal(items);
    for (const wrong of [
      ['--kind', 'x'],
      ['--limit', '0'],
      ['--after', 'x'],
    ])
      expect((await hubCommand(env, ['audit', ...wrong])).status).to.equal(2);
  });
});
