// `keys rotate` beside a running hub: what is sent afterwards is signed with a key that stands in the actor's document, and
// with no other (L29).
import { createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import { readProof } from '../../federation/proofs/read.ts';
import { checkRequest } from '../../federation/signatures/index.ts';
import { readMultibase } from '../../federation/signatures/key.ts';
import { activity, type Json, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';
import { type HubEnv, type HubProcess, hubEnv, removeData, startHubProcess } from '../helpers/process.ts';
import { until } from '../helpers/until.ts';

describe('keys rotate', function () {
  this.timeout(60_000);
  let env: HubEnv;
  let hub: HubProcess;
  let peer: Peer;
  let ana: PeerActor;
  let token: string;
  let amina: string;

  before(async () => {
    peer = await openPeer();
    ana = peer.actor('ana');
    env = await hubEnv({ HUB_DEV_PEERS: peer.host });
    hub = await startHubProcess(env);
    await hub.command(['member', 'add', 'amina']);
    token = (await hub.command(['token', 'amina'])).stdout.trim();
    const [{ id }] = JSON.parse((await hub.command(['member', 'list', '--json'])).stdout);
    amina = id;
    expect((await send(`${hub.origin}/inbox`, activity(ana, 'Follow', amina), ana)).status).to.equal(202);
    await arrival('Accept');
  });
  after(async () => {
    await hub.kill();
    await peer.close();
    await removeData(env);
  });

  const arrival = (type: string) =>
    until(() => peer.received.find(each => each.activity.type === type), { what: `the ${type}` });
  const document = async (): Promise<Json> => {
    const answer = await fetch(amina, { headers: { accept: 'application/activity+json' } });
    return (await answer.json()) as Json;
  };

  /** True when the delivery is signed, and its activity proved, by the keys of a document. */
  function isBy(
    { path, headers, body, activity }: Peer['received'][number],
    { publicKey, assertionMethod }: Json,
  ): boolean {
    const key = publicKey as { id: string; publicKeyPem: string };
    const [multikey] = assertionMethod as [{ id: string; publicKeyMultibase: string }];
    const request = { method: 'POST', target: path, origin: peer.origin, headers, body: Buffer.from(body) };
    const checked = checkRequest({ ...request, now: Date.now() });
    const proof = readProof(activity, Date.now());
    const proofKey = readMultibase(multikey.publicKeyMultibase);
    if (!checked.ok || !proof || !proofKey) return false;
    const [signed] = checked.signatures;
    return (
      signed.keyId === key.id &&
      signed.verify(createPublicKey(key.publicKeyPem)) &&
      proof.keyId === multikey.id &&
      proof.verify(proofKey)
    );
  }

  it('puts new keys in place of the old ones, and tells followers with the new', async () => {
    const old = await document();
    const { stdout, status } = await hub.command(['keys', 'rotate', 'amina', '--json']);
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal({ id: amina, keys: [`${amina}#main-key-2`, `${amina}#ed25519-key-2`] });
    const update = await arrival('Update');
    const fresh = await document();
    expect(update.activity.object).to.deep.include({
      publicKey: fresh.publicKey,
      assertionMethod: fresh.assertionMethod,
    });
    expect(isBy(update, fresh)).to.equal(true);
    expect(isBy(update, old)).to.equal(false);
    expect(fresh.publicKey).to.have.property('id', `${amina}#main-key-2`);
  });

  it('lets nothing be signed with the old ones', async () => {
    const fresh = await document();
    const answer = await fetch(`${amina}/outbox`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/activity+json' },
      body: JSON.stringify({ type: 'Note', content: 'Hello', to: ['https://www.w3.org/ns/activitystreams#Public'] }),
    });
    expect(answer.status).to.equal(201);
    expect(isBy(await arrival('Create'), fresh)).to.equal(true);
  });

  it('serves the hub and the signing actor, and refuses who is not here', async () => {
    for (const name of ['hub', '@instance']) {
      const { stdout } = await hub.command(['keys', 'rotate', name, '--json']);
      expect(JSON.parse(stdout).keys[0]).to.match(/#main-key-2$/);
    }
    const { status, stderr } = await hub.command(['keys', 'rotate', 'nobody']);
    expect(status).to.equal(1);
    expect(stderr).to.match(/^[^\n]*nobody\n$/);
  });
});
