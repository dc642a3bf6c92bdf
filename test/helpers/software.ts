// Peers that speak as known software does: the documents of test/fixtures/peers, put on a peer on loopback that serves what
// they show and signs what they send. In a fixture https://hub.test is the hub, https://else.test a host that is not there, and
// any other host of .test the peer itself.
import { readFileSync } from 'node:fs';
import type { TestHub } from './hub.ts';
import { type Answer, type Json, openPeer, type Peer, type PeerActor, send, type Tampering } from './peer.ts';

/** What the addresses of the hub in fixtures stand for: from a path, such as `/a/amina`, to an address. */
export type Places = Record<string, string>;

export interface Software {
  name: string;
  peer: Peer;
  /** Serves what the fixture shows; to be called once the hub is there. */
  settle(hub: TestHub, places: Places): void;
  /** Changes what an address of the hub stands for. */
  place(path: string, address: string): void;
  /** A text or document in the words of the fixtures, with the true addresses. */
  true<T>(words: T): T;
  /** A document of the fixture, with the true addresses. */
  document(key: string): Json;
  /** Its actor by the id of the fixture; `actor` is the one of that name. */
  actor(id?: string): PeerActor;
  /** Sends a document of the fixture, signed by its actor. */
  say(key: string, inbox: string, tampering?: Tampering): Promise<Answer>;
}

const actorTypes = new Set(['Person', 'Group', 'Organization', 'Service', 'Application']);

/** Starts a peer for the fixture of one software. */
export async function openSoftware(name: string): Promise<Software> {
  const path = new URL(`../fixtures/peers/${name}.json`, import.meta.url);
  const fixture: Record<string, Json> = JSON.parse(readFileSync(path, 'utf8'));
  const peer = await openPeer();
  const { key, document } = peer.actor('key');
  const { publicKeyPem } = document.publicKey as Json;
  const places: Places = {};

  function move<T>(words: T): T {
    let text = JSON.stringify(words);
    for (const [from, to] of Object.entries(places)) text = text.replaceAll(`https://hub.test${from}"`, `${to}"`);
    text = text
      .replaceAll('https://hub.test', places[''] ?? '')
      .replaceAll('@hub.test', `@${new URL(places[''] ?? '').host}`)
      .replaceAll(/https:\/\/(?!else\.)[a-z]+\.test/g, peer.origin)
      .replaceAll('"PEM"', JSON.stringify(publicKeyPem));
    return JSON.parse(text) as T;
  }

  const software: Software = {
    name,
    peer,
    settle(hub, given) {
      Object.assign(places, given, { '': hub.origin });
      const documents = Object.values(fixture);
      const inside = documents.map(({ object }) => object as Json | undefined);
      for (const shown of [...documents, ...inside, ...inside.map(inner => inner?.object as Json | undefined)]) {
        const { id } = (shown ?? {}) as Json;
        if (typeof id !== 'string' || id.includes('#') || !shown?.type) continue;
        const { origin, pathname, search } = new URL(move(id));
        const at = pathname + search;
        if (origin === peer.origin && !peer.documents.has(at)) peer.documents.set(at, move(shown));
      }
    },
    place: (from, to) => void Object.assign(places, { [from]: to }),
    true: move,
    document: name => move(fixture[name] as Json),
    actor(id) {
      const found = id
        ? Object.values(fixture).find(entry => actorTypes.has(String(entry.type)) && move(entry.id) === id)
        : fixture.actor;
      const document = move(found as Json);
      return { id: String(document.id), keyId: String((document.publicKey as Json).id), key, document };
    },
    say(name, inbox, tampering) {
      const activity = software.document(name);
      return send(inbox, activity, software.actor(String(activity.actor)), tampering);
    },
  };
  return software;
}
