// One post to the followers on a thousand hosts: how many signed deliveries a second, beside a bare loop that signs and posts
// the same bytes to the same hosts; and how much later it comes to healthy hosts when others are dead or slow.
// Rule: it counts from the member's POST to the last arrival, and every healthy host must have had it, with its digest.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Core } from '../../../src/core.ts';
import type { Actor } from '../../../src/domain/records.ts';
import { toEntry } from '../../../src/log/entry.ts';
import { type ServerProcess, startProcess } from '../../../test/peers/process.ts';
import { freePort } from '../../free-port.ts';
import { median, percentile, told } from '../figures.ts';
import { hubEnv, memberOf, type RunningHub, settle, startHub, withCore } from '../hub.ts';
import type { Bench, Line, Part } from '../part.ts';
import type { BareJob } from '../servers/bare-sender.ts';
import type { Arrivals, Sinks } from '../servers/sinks.ts';

export const fanout: Part = { name: 'fanout', minutes: 10, measure: measureFanOut };
export const faults: Part = { name: 'faults', minutes: 10, measure: measureFaults };

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';
const server = (name: string) => fileURLToPath(new URL(`../servers/${name}`, import.meta.url));
/** As many deliveries under way as the hub has lanes. */
const concurrency = 128;
/** Rounds that count. The first open the connections, and have V8 compile what runs often: the loop's as well as the hub's. */
const rounds = (bench: Bench) => (bench.quick ? { first: 1, counted: 2 } : { first: 8, counted: 30 });

async function measureFanOut(bench: Bench): Promise<Line[]> {
  const hosts = bench.amount(1000, 100);
  const place = await open({ healthy: hosts });
  const bare = await startProcess(['--import', 'tsx', server('bare-sender.ts')]);
  try {
    const [ours, loop]: [number[], number[]] = [[], []];
    const { first, counted } = rounds(bench);
    for (let round = 0; round < first + counted; round += 1) {
      const { began, arrivals } = await post(place, hosts);
      const took = (Math.max(...arrivals.at) - began) / 1000;
      const job: BareJob = { inboxes: place.inboxes, body: arrivals.body, concurrency };
      bare.say(JSON.stringify(job));
      const seconds = Number((await bare.lines.next()).value);
      if (!(seconds > 0)) throw new Error('the bare loop failed');
      if (round < first) continue;
      ours.push(hosts / took);
      loop.push(hosts / seconds);
    }
    return [
      {
        what: `Fan-out of one post to ${told(hosts)} hosts, from its POST to the last arrival; against a bare loop that signs and posts the same bytes`,
        value: (100 * median(ours)) / median(loop),
        unit: '%',
        aim: { least: 80 },
        from: `${told(median(ours))}/s to ${told(median(loop))}/s`,
      },
    ];
  } finally {
    await Promise.all([bare.stop(), place.close()]);
  }
}

async function measureFaults(bench: Bench): Promise<Line[]> {
  const hosts = bench.amount(1000, 100);
  const [dead, slow] = [Math.round(hosts * 0.3), Math.round(hosts * 0.1)];
  const healthy = hosts - dead - slow;
  const p95: Record<'without' | 'among', number[]> = { without: [], among: [] };
  // Every round begins anew: a host that was found dead once is left in peace, and costs nothing any more.
  for (let round = 0; round < (bench.quick ? 1 : 9); round += 1) {
    for (const [name, others] of [
      ['without', { dead: 0, slow: 0 }],
      ['among', { dead, slow }],
    ] as const) {
      const place = await open({ healthy, ...others });
      try {
        const { began, arrivals } = await post(place, healthy);
        p95[name].push(
          percentile(
            arrivals.at.map(at => at - began),
            0.95,
          ),
        );
      } finally {
        await place.close();
      }
    }
  }
  return [
    {
      what: `The same with 30 % dead and 10 % slow hosts: p95 of the ${told(healthy)} healthy ones; against these alone`,
      value: median(p95.among) / median(p95.without),
      unit: '×',
      aim: { most: 1.2 },
      from: `${told(median(p95.among))} ms to ${told(median(p95.without))} ms`,
    },
  ];
}

interface Place {
  running: RunningHub;
  sinks: ServerProcess;
  member: { id: string; token: string };
  inboxes: string[];
  close(): Promise<void>;
}

/** A hub whose member is followed from so many hosts of each sort. */
async function open({
  healthy,
  dead = 0,
  slow = 0,
}: {
  healthy: number;
  dead?: number;
  slow?: number;
}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-fanout-'));
  const sinks = await startProcess(['--import', 'tsx', server('sinks.ts'), String(healthy), String(slow)]);
  const there = JSON.parse((await sinks.lines.next()).value) as Sinks;
  const origins = shuffled([...there.healthy, ...there.slow, ...(await closedPorts(dead))]);
  const env = await hubEnv(folder, { peers: origins });
  const member = await withCore(env, async core => {
    const member = await memberOf(core, 'amina');
    await beFollowed(core, member.id, origins);
    return member;
  });
  await settle(env);
  const running = await startHub(env);
  return {
    running,
    sinks,
    member,
    inboxes: there.healthy.map(origin => `${origin}/inbox`),
    async close() {
      await Promise.all([running.stop(), sinks.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The followers come as observed, so that nothing was delivered to their hosts yet. */
async function beFollowed({ commit, applied }: Core, member: string, origins: string[]): Promise<void> {
  const at = new Date().toISOString();
  const events = origins.flatMap(origin => {
    const profile = follower(origin, at);
    const follow = `${origin}/follow`;
    return [
      { type: 'profiled', id: `${profile.id}#profile`, actor: profile.id, at, profile } as const,
      { type: 'followAccepted', id: `${follow}#accepted`, actor: member, at, follow, who: profile.id } as const,
    ];
  });
  const appended = await Promise.all(events.map(event => commit.append(toEntry(event, 'observed', Date.now()))));
  await applied.reached(appended.at(-1)?.entry.seq ?? 0);
}

function follower(origin: string, at: string): Actor {
  const { host } = new URL(origin);
  const id = `${origin}/a`;
  return {
    record: 'actor',
    id,
    kind: 'person',
    handle: 'follower',
    host,
    name: 'Follower',
    summary: '',
    url: id,
    inbox: `${origin}/inbox`,
    local: false,
    published: at,
  };
}

/** Publishes a post as the member and waits until it has come to so many hosts. */
async function post({ running, sinks, member }: Place, hosts: number): Promise<{ began: number; arrivals: Arrivals }> {
  const content = `<p>${'We tried the new lesson plan with two classes and it held up well. '.repeat(6)}</p>`;
  const note = { type: 'Note', content, contentMap: { en: content }, to: [PUBLIC], cc: [`${member.id}/followers`] };
  const began = performance.timeOrigin + performance.now();
  const answer = await fetch(`${member.id}/outbox`, {
    method: 'POST',
    headers: { authorization: `Bearer ${member.token}`, 'content-type': 'application/activity+json' },
    body: JSON.stringify(note),
  });
  const id = answer.headers.get('location');
  if (answer.status !== 201 || !id) throw new Error(`the post was answered ${answer.status}: ${await answer.text()}`);
  sinks.say(JSON.stringify({ id, hosts }));
  const arrivals = JSON.parse((await sinks.lines.next()).value) as Arrivals;
  if (arrivals.fault) throw new Error(arrivals.fault);
  if (arrivals.at.length < hosts) throw new Error(`it came to ${arrivals.at.length} of ${hosts} hosts`);
  await running.applied();
  return { began, arrivals };
}

/** Origins at which nobody listens. */
async function closedPorts(count: number): Promise<string[]> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  return ports.map(port => `http://127.0.0.1:${port}`);
}

/** Good and bad in turn, as they stand in a list of followers. */
function shuffled(origins: string[]): string[] {
  return origins
    .map((origin, n) => ({ origin, place: (n * 7919) % origins.length }))
    .sort((a, b) => a.place - b.place)
    .map(({ origin }) => origin);
}
