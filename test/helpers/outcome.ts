// What must come of an activity that a peer sent: one row of a table, and the look at the hub that holds it to that.
import { expect } from 'chai';
import type { LinkKind } from '../../src/domain/links.ts';
import { startHub, type TestHub, type TestMember } from './hub.ts';
import { type Json, PUBLIC } from './peer.ts';
import { openSoftware, type Software } from './software.ts';

type Ends = [LinkKind, string, string];

export interface Outcome {
  /** 202 unless said. */
  status?: number;
  /** The thing that the activity speaks of, by these of its parts; null where there must be none. */
  thing?: Json;
  /** The id of that thing or actor, where it is not the one of the embedded object. */
  id?: string;
  /** What must not be there, or not any more. */
  gone?: string;
  /** Whether it is put before Amina. */
  boxed?: boolean;
  links?: Ends[];
  without?: Ends[];
  /** How many questions the peer was asked, all told; left out, it may be any number. */
  asked?: number;
}

/** From the words of fixtures to what must be: each row is said in turn. */
export type Row = [sentence: string, key: string, outcome: Outcome];

export interface Told {
  hub: TestHub;
  software: Software;
  amina: TestMember;
  /** Amina follows an actor of the peer, by its id in the fixtures, and awaits its answer. */
  follow(id: string): Promise<string>;
}

/** A software whose every row is sent, in turn, to a hub with the member Amina and two things of hers, `/o/1` and `/o/2`. */
export function from(name: string, table: Row[], prepare: (told: Told) => Promise<void> = async () => {}): void {
  describe(`from ${name}`, () => {
    let told: Told;

    before(async () => {
      const software = await openSoftware(name);
      const hub = await startHub({ devPeers: [software.peer.host] });
      const amina = await hub.member('amina', 'admin');
      const post = async () =>
        (await amina.post({ type: 'Note', content: 'Words.', to: [PUBLIC] })).location.replace(/\/create$/, '');
      const places = { '/a/amina': amina.actor.id, '/o/1': await post(), '/o/2': await post() };
      software.settle(hub, places);
      const follow = async (id: string) => (await amina.post({ type: 'Follow', object: software.true(id) })).location;
      told = { hub, software, amina, follow };
      await prepare(told);
      await hub.idle();
    });
    after(async () => {
      await told.hub.stop();
      await told.software.peer.close();
    });

    for (const [sentence, key, outcome] of table)
      it(`${sentence} (${key})`, async () => {
        const { hub, software } = told;
        const asked = software.peer.asked.length;
        const answer = await software.say(key, hub.url('/inbox'));
        expect(answer.status, answer.text).to.equal(outcome.status ?? 202);
        await hub.idle();
        await expectOutcome(software.true(outcome), told, subjectOf(software.document(key)));
        const since = software.peer.asked.slice(asked);
        if (outcome.asked !== undefined) expect(since.length, since.join(' ')).to.equal(outcome.asked);
      });
  });
}

async function expectOutcome(outcome: Outcome, { hub, amina }: Told, id: string): Promise<void> {
  const { records, links } = hub.hub.core.storage;
  const what = outcome.id ?? id;
  for (const [part, value] of Object.entries(outcome.thing ?? {})) {
    const body = (await records.get(what))?.body as Json | undefined;
    expect(body, what).to.be.an('object');
    expect(body?.[part] ?? null, `${part} of ${what}`).to.deep.equal(value);
  }
  if (outcome.gone) expect((await records.get(outcome.gone))?.body ?? undefined, outcome.gone).to.equal(undefined);
  if (outcome.boxed !== undefined)
    expect((await links.get('box', amina.actor.id, what)) !== undefined, 'put before Amina').to.equal(outcome.boxed);
  for (const ends of outcome.links ?? []) expect(await links.get(...ends), ends.join(' ')).not.to.equal(undefined);
  for (const ends of outcome.without ?? []) expect(await links.get(...ends), ends.join(' ')).to.equal(undefined);
}

/** The id of what is innermost in an activity. */
function subjectOf(activity: Json): string {
  let node: unknown = activity;
  while (typeof node === 'object' && node !== null && 'object' in node) node = node.object;
  return String(typeof node === 'object' && node !== null ? (node as Json).id : node);
}
