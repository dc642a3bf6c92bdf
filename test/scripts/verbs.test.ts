import { expect } from 'chai';
import {
  type Answer,
  atRest,
  type HubEnv,
  type HubProcess,
  hubCommand,
  hubEnv,
  removeData,
  startHubProcess,
} from '../helpers/process.ts';
import { until } from '../helpers/until.ts';

describe("the operator's command beside a running hub", function () {
  this.timeout(60_000);
  let env: HubEnv;
  let other: HubEnv;
  let hub: HubProcess;
  let peer: HubProcess;

  before(async () => {
    env = await hubEnv({ HUB_NAME: 'Operated' });
    other = await hubEnv({ HUB_NAME: 'Gathered', HUB_DEV_PEERS: new URL(env.HUB_ORIGIN).host });
    env.HUB_DEV_PEERS = new URL(other.HUB_ORIGIN).host;
    hub = await startHubProcess(env);
    peer = await startHubProcess(other);
  });

  after(async () => {
    await hub.kill();
    await peer.kill();
    await removeData(env);
    await removeData(other);
  });

  const json = ({ stdout }: Answer) => JSON.parse(stdout);
  const refused = async (args: string[], status: number) => {
    const answer = await hub.command(args);
    expect(answer, args.join(' ')).to.include({ status, stdout: '' });
    expect(answer.stderr, args.join(' '))
      .to.match(/^[^\n]+\n$/)
      .and.not.match(/^\s+at /m);
    return answer.stderr;
  };
  const outbox = async (token: string, id: string, activity: unknown) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/activity+json' };
    return fetch(`${id}/outbox`, { method: 'POST', headers, body: JSON.stringify(activity) });
  };

  it('names every verb, with help or without a word', async () => {
    const { status, stdout } = await hub.command(['help']);
    expect(status).to.equal(0);
    for (const verb of [
      'member add NAME',
      'token NAME',
      'peer add ORIGIN',
      'status',
      'doctor',
      'replay',
      'restore FILE',
    ])
      expect(stdout).to.include(verb);
    expect((await hub.command([])).stdout).to.equal(stdout);
    expect(json(await hub.command(['help', '--json']))).to.have.length.greaterThan(10);
  });

  it('makes a member with a password of its own, who can sign in at once', async () => {
    const made = json(
      await hub.command(['member', 'add', 'amina', '--role', 'admin', '--email', 'Amina@x.example', '--json']),
    );
    expect(made).to.include({ handle: 'amina', role: 'admin' });
    expect(made.password.split(' ')).to.have.length(5);
    const form = await fetch(`${hub.origin}/sign-in`);
    const cookie = (form.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    const csrf = /name="csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
    const signedIn = await fetch(`${hub.origin}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, origin: hub.origin },
      body: new URLSearchParams({ csrf, name: 'amina', password: made.password }),
    });
    expect(signedIn.status).to.equal(303);
  });

  it('takes a password from standard input, and says nothing of it', async () => {
    const { status, stdout } = await hub.command(
      ['member', 'add', 'Binta', '--password-stdin'],
      'kuku wanga ndi tsopano\n',
    );
    expect(status).to.equal(0);
    expect(stdout).to.match(/^@binta@\S+ is member\n$/);
  });

  it('refuses in one line what cannot be', async () => {
    await refused(['member', 'add', 'amina'], 1);
    await refused(['member', 'add', 'hub'], 1);
    await refused(['member', 'add', 'not a name'], 1);
    expect(await refused(['member', 'add', 'carlos', '--email', 'amina@x.example'], 1)).to.match(/address/);
    await refused(['token', 'nobody'], 1);
    await refused(['peer', 'add', 'ftp://x.example'], 1);
    await refused(['peer', 'add', 'http://x.example'], 1);
    await refused(['peer', 'add', 'https://x.example/path'], 1);
    await refused(['peer', 'add', hub.origin], 1);
    await refused(['peer', 'block', 'not/a/host'], 1);
    await refused(['restore', '/nowhere/at/all.gz'], 1);
    const weak = await hub.command(['member', 'add', 'dada', '--password-stdin'], 'short\n');
    expect(weak.status).to.equal(1);
    expect(await refused(['replay'], 1)).to.match(/running/);
    const { stdout } = await hub.command(['member', 'list', '--json']);
    expect(JSON.parse(stdout).map((each: { handle: string }) => each.handle)).to.deep.equal(['amina', 'binta']);
  });

  it('refuses with 2 what was asked wrongly', async () => {
    await refused(['frob'], 2);
    await refused(['peer'], 2);
    await refused(['peer', 'add'], 2);
    await refused(['token'], 2);
    await refused(['token', 'amina', 'binta'], 2);
    await refused(['status', '--colour'], 2);
    await refused(['member', 'add', 'emil', '--role', 'king'], 2);
    const wrong = await hubCommand({ ...env, PORT: 'many', HUB_ORIGIN: 'hub.example' }, ['status']);
    expect(wrong.status).to.equal(2);
    expect(wrong.stderr.trim().split('\n')).to.have.length(2);
    const elsewhere = await hubCommand({ ...env, HUB_ORIGIN: 'https://other.example' }, ['member', 'list']);
    expect(elsewhere).to.include({ status: 2, stdout: '' });
    expect(elsewhere.stderr).to.include(env.HUB_ORIGIN);
  });

  it('gathers from another hub, tells how far it is, and comes to rest', async () => {
    const member = json(await peer.command(['member', 'add', 'zola', '--json']));
    const token = (await peer.command(['token', 'zola'])).stdout;
    expect(token).to.match(/^hub_[\w-]{43}\n$/);
    const resource = { type: 'Article', name: 'Seven songs for counting', content: '<p>One is a drum.</p>' };
    expect((await outbox(token.trim(), member.id, resource)).status).to.equal(201);

    expect((await hub.command(['peer', 'add', peer.origin])).status).to.equal(0);
    await until(async () => {
      const [first] = json(await hub.command(['peer', 'list', '--json']));
      expect(first).to.include({ origin: peer.origin });
      return first.items;
    });
    await atRest(env);
    await atRest(other);
    const status = json(await hub.command(['status', '--json']));
    expect(status.applied).to.equal(status.entries);
    expect(status.jobs).to.deep.include({ waiting: 0, dead: 0 });
    expect(status.peers).to.deep.equal([{ origin: peer.origin, state: 'live', items: 1 }]);
    const found = await fetch(`${hub.origin}/api/search?q=counting`);
    expect((await found.json()).items).to.have.length(1);
    expect((await hub.command(['status'])).stdout).to.include(`${peer.origin}  live  1 items`);
  });

  it('blocks a host so that the running hub has nothing more to do with it, and allows it again', async () => {
    const { host } = new URL(peer.origin);
    expect((await hub.command(['peer', 'block', host])).status).to.equal(0);
    await refused(['peer', 'add', peer.origin], 1);
    await atRest(env);
    const token = (await peer.command(['token', 'zola'])).stdout.trim();
    const [zola] = json(await peer.command(['member', 'list', '--json']));
    const post = (name: string) => outbox(token, zola.id, { type: 'Article', name, content: `<p>${name}</p>` });
    expect((await post('Not while blocked')).status).to.equal(201);
    await atRest(other);
    await atRest(env);
    const search = async (q: string) => (await (await fetch(`${hub.origin}/api/search?q=${q}`)).json()).total;
    expect(await search('blocked')).to.equal(0);

    expect((await hub.command(['peer', 'allow', host])).status).to.equal(0);
    expect((await hub.command(['peer', 'add', peer.origin])).status).to.equal(0);
    await atRest(env);
    expect(await until(() => search('blocked'))).to.equal(1);
  });

  it('subscribes to another hub as a relay, says whether it agrees, and leaves it', async () => {
    const address = `${hub.origin}/a/hub/inbox`;
    await refused(['relay', 'add', hub.origin], 1);
    await refused(['relay', 'remove', address], 1);
    expect((await peer.command(['relay', 'add', address])).status).to.equal(0);
    const relays = async () => json(await peer.command(['relay', 'list', '--json']));
    await until(async () => (await relays())[0]?.state === 'accepted' || undefined);
    expect(await relays()).to.deep.equal([{ address, state: 'accepted' }]);
    expect((await peer.command(['relay', 'remove', address])).status).to.equal(0);
    expect(await relays()).to.deep.equal([]);
  });

  it('finds nothing wrong with a hub that is well, and says what is with one that is not', async () => {
    const well = await hub.command(['doctor', '--json']);
    expect(well.status, well.stdout).to.equal(0);
    const { checks } = json(well) as { checks: { name: string; level: string; todo?: string }[] };
    const names = [
      'node',
      'folder',
      'disk',
      'origin',
      'store',
      'data',
      'records',
      'queries',
      'clock',
      'log',
      'quarantine',
      'jobs',
      'peers',
    ];
    expect(checks.map(({ name }) => name)).to.deep.equal(names);
    expect(checks.filter(({ level }) => level === 'bad')).to.deep.equal([]);

    const ill = await hubCommand({ ...env, HUB_ORIGIN: 'http://hub.example' }, ['doctor', '--json']);
    expect(ill.status).to.equal(1);
    for (const { level, todo } of json(ill).checks) if (level !== 'good') expect(todo).to.match(/\.$/);
    const nowhere = await hubCommand({ ...env, HUB_DATA: '/dev/null/hub' }, ['doctor']);
    expect(nowhere.status).to.equal(1);
    expect(nowhere.stdout).to.match(/BAD +folder: .*HUB_DATA/);
  });

  it('ends when asked to, with 0 and soon', async () => {
    const { status, took } = await peer.end();
    expect(status).to.equal(0);
    expect(took).to.be.lessThan(10_000);
  });
});
