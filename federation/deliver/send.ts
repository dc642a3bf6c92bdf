// One delivery: the body as the entry stands now, signed at this moment, posted, and what the answer means for the job,
// the lane and the inbox. A refusal ends the job, silence rests the lane, 410 retires the inbox.
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Health } from '../../src/log/health.ts';
import { GiveUp, TryLater } from '../../src/log/worker.ts';
import type { Job } from '../../storage/port.ts';
import type { KeyRing } from '../keys.ts';
import type { Peers } from '../peers.ts';
import type { Post, PostAnswer } from '../post.ts';
import { type Scheme, signRequest } from '../signatures/index.ts';
import { type Knock, makeKnock } from '../signatures/knock.ts';
import { syncHeader } from '../sync/digest.ts';
import type { Bodies, Body } from './body.ts';
import type { Delivery } from './fan.ts';

export interface SendDeps {
  bodies: Bodies;
  keys: KeyRing;
  post: Pick<Post, 'reach' | 'send'>;
  peers: Pick<Peers, 'freedAt' | 'isRetired' | 'retire'>;
  health: Pick<Health, 'sent' | 'failed'>;
  log: Pick<Logger, 'info' | 'warn'>;
  /** How the followers of an actor that are of an origin stand (FEP-8fcf); undefined when that is not told. */
  synchronization?(actor: string, origin: string): Promise<string | undefined>;
  /** After this age, in ms, what a peer still does not take is given up. */
  patienceMs?: number;
}

const weekMs = 7 * 86_400_000;
/** Answers of 404 in a row after which an inbox counts as gone. */
const missLimit = 3;
/** Answers that another try may change; every other 4xx is the peer's last word. */
const passing = new Set([401, 408, 421, 425, 429]);
const activityType = 'application/activity+json';

/** Makes the handler of the queue of deliveries. */
export function makeSend(deps: SendDeps): (job: Job, lane: string, holds: () => boolean) => Promise<void> {
  const { bodies, peers, health, log } = deps;
  const patience = deps.patienceMs ?? weekMs;
  const misses = new LRUCache<string, number>({ max: 5000 });
  const silent = new LRUCache<string, true>({ max: 5000 });
  const knock = makeKnock();

  async function judge(delivery: Delivery, { status, retryAfter, scheme }: Sent, body: Body): Promise<void> {
    const { inbox } = delivery;
    if (status >= 200 && status < 300) return reached(inbox, scheme);
    if (status === 410 || (status === 404 && missed(inbox) >= missLimit)) {
      await peers.retire(inbox, status);
      return log.info({ inbox, status }, 'an inbox is gone, nothing more is sent to it');
    }
    if (status >= 400 && status < 500 && !passing.has(status)) {
      log.warn({ inbox, status, entry: delivery.entryId }, 'a peer refused an activity');
      health.failed(hostOf(inbox), `answered ${status}`);
      throw new GiveUp(`answered ${status}`);
    }
    later(inbox, {
      reason: `answered ${status}`,
      body,
      at: retryAfter === undefined ? undefined : Date.now() + retryAfter,
    });
  }

  function reached(inbox: string, scheme: Scheme): void {
    misses.delete(inbox);
    health.sent(hostOf(inbox), scheme === 'cavage' ? 'draft-cavage' : 'RFC 9421');
    if (silent.delete(hostOf(inbox))) log.info({ host: hostOf(inbox) }, 'a peer takes deliveries again');
  }

  function missed(inbox: string): number {
    const count = (misses.get(inbox) ?? 0) + 1;
    misses.set(inbox, count);
    return count;
  }

  /** Rests the lane, or gives up what is too old. A silent peer is spoken of once. */
  function later(inbox: string, { reason, body, at }: { reason: string; body: Body; at?: number | undefined }): never {
    if (Date.now() - body.at > patience) throw new GiveUp(`${reason}, and it is too old to be tried again`);
    const host = hostOf(inbox);
    health.failed(host, reason);
    if (!silent.has(host)) log.warn({ host, reason }, 'a peer does not take deliveries, they are tried again');
    silent.set(host, true);
    throw new TryLater(reason, at);
  }

  /** From when on they may be sent to: never while suspended, and what waited while they were is not sent later (L30). */
  async function openSince({ inbox, whom }: Delivery): Promise<number> {
    const host = hostOf(inbox);
    const actor = whom === undefined ? 0 : await peers.freedAt(whom);
    // What holds for an actor's host holds for the actor.
    return whom !== undefined && hostOf(whom) === host ? actor : Math.max(actor, await peers.freedAt(host));
  }

  return async (job, _lane, holds) => {
    const delivery = job.payload as Partial<Delivery> | null;
    if (!isDelivery(delivery)) throw new GiveUp('its payload is malformed');
    const { inbox } = delivery;
    if (await peers.isRetired(inbox)) return;
    const since = await openSince(delivery);
    if (since === Number.POSITIVE_INFINITY) return;
    // The line is opened while the body is made: what is in its way counts once there is something to send.
    const line = deps.post.reach(inbox);
    line.catch(() => {});
    const body = await bodies.of(delivery.entryId);
    if (!body || (await bodies.isGone(body)) || body.at < since) return;
    try {
      await line;
      // Who was halted for so long sends nothing: by now it would come after what another has sent since.
      if (!holds()) throw new TryLater('the lane is held by another');
      await judge(delivery, await send(deps, knock, delivery, body), body);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'fetch-refused') {
        health.failed(hostOf(inbox), error.detail);
        throw new GiveUp(error.detail);
      }
      later(inbox, { reason: error.detail, body });
    }
  };
}

function isDelivery(payload: Partial<Delivery> | null): payload is Delivery {
  return [payload?.entryId, payload?.inbox, payload?.actor].every(part => typeof part === 'string');
}

/** A peer's answer, and the form of the signature that it was given. */
interface Sent extends PostAnswer {
  scheme: Scheme;
}

/** The date and the signature are of this moment, however often it was tried before (L37). */
async function send(
  { keys, post, synchronization }: SendDeps,
  knock: Knock,
  { inbox, actor }: Delivery,
  { bytes, followersOf }: Body,
): Promise<Sent> {
  const url = new URL(inbox);
  const said = followersOf && (await synchronization?.(followersOf, url.origin));
  const more: Record<string, string> = said ? { [syncHeader]: said } : {};
  return knock({ method: 'POST', url }, async ({ scheme }) => {
    const { keyId, privateKey } = await keys.keyOf(actor);
    const signing = { method: 'POST' as const, url, key: privateKey, keyId, body: bytes, now: Date.now() };
    const headers = await signRequest({ ...signing, contentType: activityType, more }, scheme);
    return { ...(await post.send({ url: inbox, headers, body: bytes })), scheme };
  });
}
