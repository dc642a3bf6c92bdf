// The load of the specs with many processes: members who make, edit and withdraw, and a peer that delivers signed activities
// and follows a member. As apps and peers do, whoever gets no answer says the same again. It keeps what was accepted.
import type { Json, Peer, PeerActor } from '../helpers/peer.ts';
import { activity, create, send } from '../helpers/peer.ts';
import { until } from '../helpers/until.ts';
import type { Cluster } from './cluster.ts';

/** A member's thing, and what of it was answered 201. */
export interface Written {
  thing: string;
  edited: string | undefined;
  withdrawn: boolean;
}

/** A peer's activity that was answered 2xx. */
export interface Inbound {
  id: string;
  type: string;
  /** The thing made, or the like that is made or undone. */
  about: string;
}

export interface Load {
  written: Written[];
  inbound: Inbound[];
  /** Answers that were none of 2xx and 503, which there must not be. */
  refused: string[];
  /** Answers of 503, those without Retry-After apart. */
  busy: { with: number; without: number };
  /** Milliseconds that the slowest answer to a delivery took. */
  slowest: number;
  /** Ends it, and resolves when whatever was begun has its answer. */
  stop(): Promise<void>;
}

export interface LoadDeps {
  cluster: Cluster;
  member: { id: string; token: string };
  author: PeerActor;
  /** A thing of the member that the peer's actor likes. */
  liked: string;
  writers: number;
  senders: number;
}

const json = 'application/activity+json';

/** Posts to a member's outbox; undefined when no answer came within `limitMs`. */
export async function post(member: LoadDeps['member'], body: Json, limitMs = 20_000): Promise<Response | undefined> {
  return fetch(`${member.id}/outbox`, {
    method: 'POST',
    headers: { authorization: `Bearer ${member.token}`, 'content-type': json, connection: 'close' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(limitMs),
  }).catch(() => undefined);
}

/** Has a member follow an actor of a peer and the actor the member, both accepted. */
export async function befriend(cluster: Cluster, member: LoadDeps['member'], peer: Peer, actor: PeerActor) {
  const asked = await post(member, { type: 'Follow', object: actor.id });
  const follow = asked?.headers.get('location') ?? '';
  await send(`${cluster.origin}/inbox`, activity(actor, 'Accept', follow), actor);
  await send(`${member.id}/inbox`, activity(actor, 'Follow', member.id), actor);
  await until(() => peer.received.some(one => one.activity.type === 'Accept'));
  await until(() => cluster.storage.links.any({ kind: 'follows', to: actor.id }));
}

/** Starts the load. */
export function startLoad(deps: LoadDeps): Load {
  const { cluster, member, author, liked } = deps;
  const load: Omit<Load, 'stop'> = { written: [], inbound: [], refused: [], busy: { with: 0, without: 0 }, slowest: 0 };
  let stopped = false;
  let hurried = false;

  function note(status: number, retryAfter: unknown, text: string, isOk = status >= 200 && status < 300): boolean {
    if (isOk) return true;
    if (status !== 503) load.refused.push(`${status} ${text}`);
    else if (retryAfter) load.busy.with += 1;
    else load.busy.without += 1;
    return false;
  }

  async function timed<T>(work: Promise<T>): Promise<T> {
    const began = performance.now();
    const done = await work;
    load.slowest = Math.max(load.slowest, performance.now() - began);
    return done;
  }

  /** The answer once it is 2xx, or one of `also`; undefined when the load was ended before. */
  async function insist(body: Json, also: number[] = []): Promise<Response | undefined> {
    while (!hurried) {
      const answer = await post(member, body);
      if (!answer) continue;
      // What was taken is not applied yet.
      if (answer.status === 404 && !also.includes(404)) {
        await breath();
        continue;
      }
      const ok = answer.ok || also.includes(answer.status);
      if (note(answer.status, answer.headers.get('retry-after'), ok ? '' : await answer.text(), ok)) return answer;
      await breath();
    }
    return undefined;
  }

  async function write(writer: number): Promise<void> {
    for (let n = 0; !stopped; n++) {
      const said = (what: string) => ({ type: 'Note', content: `member${writer} ${what} ${n}`, to: 'as:Public' });
      const made = await insist(said('wrote'));
      const thing = made?.headers.get('location')?.replace(/\/create$/, '');
      if (!thing) continue;
      const one: Written = { thing, edited: undefined, withdrawn: false };
      load.written.push(one);
      if (n % 3 > 0) {
        const edit = said('edited');
        if (await insist({ type: 'Update', object: { ...edit, id: thing } })) one.edited = edit.content;
      }
      // It may have been withdrawn by a try that had no answer.
      if (n % 3 === 2 && (await insist({ type: 'Delete', object: thing }, [404, 410]))) one.withdrawn = true;
    }
  }

  /** Delivers until it is taken, each time the same activity. */
  async function deliver(body: Json, about: string): Promise<void> {
    while (!hurried) {
      const answer = await timed(send(`${cluster.origin}/inbox`, body, author).catch(() => undefined));
      if (!answer) continue;
      if (note(answer.status, answer.headers['retry-after'], answer.text)) {
        load.inbound.push({ id: String(body.id), type: String(body.type), about });
        return;
      }
      await breath();
    }
  }

  async function sendOn(): Promise<void> {
    for (let n = 0; !stopped; n++) {
      const note = create(author, { content: `<p>inbound ${n}</p>` });
      await deliver(note.activity, note.id);
      const like = activity(author, 'Like', liked);
      await deliver(like, String(like.id));
      if (n % 2 === 0) await deliver(activity(author, 'Undo', like), String(like.id));
    }
  }

  const all = Promise.all([
    ...Array.from({ length: deps.writers }, (_, n) => write(n)),
    ...Array.from({ length: deps.senders }, () => sendOn()),
  ]);
  return Object.assign(load, {
    async stop() {
      stopped = true;
      const limit = setTimeout(() => {
        hurried = true;
      }, 60_000);
      await all;
      clearTimeout(limit);
    },
  });
}

function breath(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 50));
}
