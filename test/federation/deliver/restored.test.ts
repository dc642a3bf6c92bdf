// A hub is restored from a backup of an hour ago: its peers send again what they had sent, and it goes on giving ids.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Thing } from '../../../src/domain/records.ts';
import { backupLines } from '../../../src/log/backup.ts';
import { restoreLines, verifyBackup } from '../../../src/log/restore.ts';
import type { StoredRecord } from '../../../storage/port.ts';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../../helpers/peer.ts';
import { openStorageOf } from '../../helpers/storage.ts';

describe('a hub that was restored from an older backup', function () {
  this.timeout(60_000);
  let peer: Peer;
  let ana: PeerActor;
  let hub: TestHub;
  const folders: string[] = [];

  before(async () => {
    peer = await openPeer();
    ana = peer.actor('ana');
  });
  after(async () => {
    await hub.stop();
    await peer.close();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  const storage = () => hub.hub.core.storage;
  async function say(what: Json): Promise<void> {
    const { status, text } = await send(`${hub.origin}/inbox`, what, ana);
    expect(status, text).to.equal(202);
  }
  async function sayAll(all: Json[]): Promise<void> {
    for (const one of all) await say(one);
    await hub.idle();
  }
  /** Addresses and numeric ids of what a member posts, then those of the activities. */
  async function given(member: TestMember, count: number): Promise<string[]> {
    const acts: string[] = [];
    for (let n = 0; n < count; n++)
      acts.push((await member.post({ type: 'Note', content: `<p>Ours ${n}.</p>`, to: [PUBLIC] })).location);
    await hub.idle();
    const things = await storage().records.getMany(acts.map(act => act.replace(/\/create$/, '')));
    expect(things).to.have.length(count);
    return [...things.map(({ id }) => id), ...things.map(({ num }) => num), ...acts];
  }
  const recordsNow = async () =>
    (await storage().records.scan('', 1000)).filter(({ kind }) => kind !== 'cursor' && kind !== 'actor');
  const contentOf = async (id: string) => ((await storage().records.get(id))?.body as Thing | undefined)?.content;
  /** Those of the peer's; an Undo is dated by whoever hears it. */
  const ofPeer = (records: StoredRecord[]) =>
    records
      .filter(({ id }) => id.startsWith(peer.origin))
      .map(({ buried, ...record }) => ({ ...record, isBuried: buried !== undefined }));

  /** Brings a backup into a new folder and starts the hub on it again. */
  async function restore(lines: string[]): Promise<void> {
    const { origin } = hub;
    const home = { origin: hub.hub.core.urls.origin, hub: hub.hub.core.urls.hub };
    const folder = await mkdtemp(join(tmpdir(), 'hub-restored-'));
    folders.push(folder, hub.folder);
    await hub.stop({ keep: true });
    async function* read() {
      for (const line of lines) yield line.trimEnd();
    }
    const fresh = await openStorageOf(folder);
    await restoreLines(fresh, home, { lines: read(), facts: await verifyBackup(read()) });
    await fresh.close();
    hub = await startHub({ folder, port: Number(new URL(origin).port), devPeers: [peer.host] });
  }

  it('changes nothing for what it knows, takes again what it lost, and gives no id twice', async () => {
    hub = await startHub({ devPeers: [peer.host] });
    const amina = await hub.member('amina', 'admin');
    const note = () => create(ana, { to: [PUBLIC, amina.actor.id] });
    const ours = await given(amina, 1);
    const [ourThing = ''] = ours;
    const known = note();
    const like = activity(ana, 'Like', ourThing);
    const early = [activity(ana, 'Follow', amina.actor.id), known.activity, like];
    await sayAll(early);

    const lines: string[] = [];
    for await (const line of backupLines(storage(), hub.origin)) lines.push(line);
    const lost = note();
    const edit = activity(ana, 'Update', {
      ...known.object,
      content: '<p>Anew.</p>',
      updated: new Date().toISOString(),
    });
    const late = [lost.activity, edit, activity(ana, 'Undo', like)];
    await sayAll(late);
    const lostIds = await given(amina, 20);
    const wholeRecords = await recordsNow();

    await restore(lines);
    await hub.idle();
    const head = await storage().log.head();
    const before = await recordsNow();
    expect(await storage().records.get(lost.id), 'the backup is older').to.equal(undefined);
    await sayAll([...early, ...early]);
    expect(await storage().log.head()).to.equal(head);
    expect(await recordsNow()).to.deep.equal(before);
    expect((await storage().links.get('likes', ana.id, ourThing))?.by).to.deep.equal([like.id]);

    await sayAll([...late, ...late]);
    // The hub's group passes on that the like was taken back.
    expect(await storage().log.head()).to.equal(head + late.length + 1);
    expect(await contentOf(lost.id)).to.equal((lost.object as Json).content);
    expect(await contentOf(known.id)).to.equal('<p>Anew.</p>');
    expect(await storage().links.get('likes', ana.id, ourThing)).to.equal(undefined);
    expect(ofPeer(await recordsNow()), 'all that the peer can give back').to.deep.equal(ofPeer(wholeRecords));

    await sayAll([activity(ana, 'Like', lostIds[0] ?? '')]);
    const again = await given(amina, 20);
    const all = [...ours, ...lostIds, ...again];
    expect(new Set(all).size).to.equal(all.length);
  });
});
