// What a secretariat does: for each hub it gathers from, finds its group and follows it, walks through its whole past,
// then looks again by the clock for what was missed. One job at a time for each hub; its state says what comes next.
import { createHash } from 'node:crypto';
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import { GiveUp, TryLater } from '../../src/log/worker.ts';
import type { Job } from '../../storage/port.ts';
import { Amiss, type GatherDeps } from './deps.ts';
import { discover } from './discover.ts';
import { gatherQueue, makeAsk } from './hear.ts';
import type { GatheredPeer, Walk } from './peer.ts';
import { type WalkLimits, walkLimits, walkOn } from './walk.ts';

export type Gather = ReturnType<typeof makeGather>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A peer that does not keep to the rules is not asked again before this. */
const amissMs = 6 * hourMs;
/** Repairs of one hour are spread over this. */
const spreadMs = 600_000;

export function makeGather(
  deps: GatherDeps & { onAdded(): void; look(origin: string): Promise<void>; limits?: WalkLimits },
) {
  const { storage, roster, peers, know, log } = deps;

  const ask = makeAsk(deps);

  async function advance(peer: GatheredPeer, repair: boolean): Promise<void> {
    const group = peer.group ? await know.actor(peer.group, { budget: deps.budget() }) : await found(peer);
    if (group?.kind !== 'group') throw new Amiss('its group is gone');
    if (peer.walk && repair && peer.walk.pages > 0) peer.again = true;
    if (!peer.walk && (repair || !peer.walkedAt)) peer.walk = { whole: !peer.walkedAt, pages: 0 };
    if (!peer.walk) return become(peer, 'live');
    if (!peer.walkedAt) await become(peer, 'crawling');
    const outcome = await walkOn(deps, { peer, group, walk: peer.walk }, deps.limits ?? walkLimits);
    if (outcome === 'more') return ask(peer.origin, 'on');
    await walked(peer, peer.walk, outcome);
  }

  async function found(peer: GatheredPeer): Promise<Actor> {
    const group = await discover(deps, peer.origin);
    peer.group = group.id;
    await deps.look(peer.origin);
    await become(peer, 'following');
    return group;
  }

  async function walked(peer: GatheredPeer, walk: Walk, outcome: 'known' | 'done'): Promise<void> {
    const now = new Date().toISOString();
    peer.repairedAt = now;
    if (walk.whole) peer.walkedAt = now;
    const whole = !walk.whole && (await isDue(peer, walk, outcome));
    const again = peer.again || whole;
    delete peer.walk;
    delete peer.again;
    if (whole) peer.walk = { whole: true, pages: 0 };
    await become(peer, 'live');
    if (again) await ask(peer.origin, whole ? 'on' : 'again');
  }

  /** A whole walk once a week, and once a day when the peer counts otherwise although nothing new was found. */
  async function isDue({ walkedAt, group }: GatheredPeer, walk: Walk, outcome: 'known' | 'done'): Promise<boolean> {
    const age = Date.now() - Date.parse(walkedAt ?? '1970-01-01');
    if (age > 7 * dayMs) return true;
    if (age < dayMs || outcome !== 'known' || walk.total === undefined || !group) return false;
    return walk.total !== (await storage.links.count({ kind: 'outbox', from: group }));
  }

  async function become(peer: GatheredPeer, state: GatheredPeer['state'], error?: string): Promise<void> {
    if (peer.state !== state || peer.error !== error) peer.since = new Date().toISOString();
    peer.state = state;
    if (error === undefined) delete peer.error;
    else peer.error = error;
    await roster.save(peer);
  }

  /** Keeps why, says so once, and has it tried later: with the walk's place if the fault may pass. */
  async function failed(peer: GatheredPeer, error: Amiss | Problem): Promise<never> {
    const reason = error instanceof Problem ? error.detail : error.message;
    if (peer.state !== 'failing') log.warn({ origin: peer.origin, reason }, 'gathering from a hub fails');
    if (error instanceof Amiss) delete peer.walk;
    await become(peer, 'failing', reason);
    const named = error instanceof Problem ? (error.extras.retryAfter ?? 0) * 1000 : amissMs;
    throw new TryLater(reason, Date.now() + Math.min(named, dayMs));
  }

  return {
    isGathered: roster.isGathered,
    status: roster.status,

    /** Begins to gather from a hub; with one that is known, looks again now. */
    async start(origin: string): Promise<void> {
      await roster.add(origin);
      await storage.jobs.drop(gatherQueue, origin);
      await ask(origin, 'start');
    },

    /** Handles the jobs of the queue. */
    async handle(job: Job): Promise<void> {
      const { origin, repair } = (job.payload ?? {}) as { origin?: unknown; repair?: boolean };
      if (typeof origin !== 'string') throw new GiveUp('its payload is malformed');
      const peer = await roster.find(origin);
      if (!peer) return;
      if (await peers.isBlocked(hostOf(origin))) return become(peer, 'failing', 'This host is blocked here.');
      try {
        await advance(peer, repair === true);
      } catch (error) {
        if (!(error instanceof Problem || error instanceof Amiss)) throw error;
        await failed(peer, error);
      }
    },

    /** Has every hub looked at again, spread over some minutes. */
    async repairAll(): Promise<void> {
      const hour = Math.floor(Date.now() / hourMs);
      for (const { origin } of await roster.all()) {
        const spread = createHash('sha256').update(`${origin} ${hour}`).digest().readUInt32BE(0) % spreadMs;
        await ask(origin, 'hourly', Date.now() + spread);
      }
    },
  };
}
