// What software another host says it is (NodeInfo): two small documents of its own origin, kept as plain words for admins.
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import { cleanText } from '../../src/domain/prose.ts';
import type { HostHealth } from '../../src/log/health.ts';
import type { Storage } from '../../storage/port.ts';
import { idOf, isObject, type Json, list } from '../read/json.ts';
import { sameOrigin } from '../urls.ts';
import { type Task, type TaskDeps, taskQueue } from './task.ts';

const schema = /^http:\/\/nodeinfo\.diaspora\.software\/ns\/schema\/\d\.\d$/;

const weekMs = 7 * 86_400_000;
/** Hosts that are asked in one go, and looked through for it. */
const together = 200;
const lookedThrough = 5000;

/** Asks for the look at a host, or at all that were not asked for a week. */
export function makeLook({ state, jobs }: Pick<Storage, 'state' | 'jobs'>) {
  async function at(origin: string): Promise<void> {
    const lane = `look:${hostOf(origin)}`;
    const payload = { task: 'look', lane, origin };
    await jobs.add([{ key: lane, queue: taskQueue, lane, order: Date.now(), payload }]);
  }

  async function all(originOf: (host: string) => string): Promise<void> {
    const before = new Date(Date.now() - weekMs).toISOString();
    let asked = 0;
    let after = '';
    for (let seen = 0; seen < lookedThrough && asked < together; seen += 1000) {
      const page = await state.list('health', after, 1000);
      for (const { key: host, value } of page) {
        if (((value as HostHealth).askedAt ?? '') > before || asked >= together) continue;
        asked += 1;
        await at(originOf(host));
      }
      const last = page.at(-1);
      if (!last || page.length < 1000) return;
      after = last.key;
    }
  }

  return { at, all };
}

export const look: Task<'look'> = async (deps, { origin }) => {
  await deps.health.asked(hostOf(origin), await softwareAt(deps, origin));
};

async function softwareAt({ fetch, budget }: TaskDeps, origin: string) {
  const spend = { budget: budget() };
  try {
    const { document } = await fetch.getJrd(`${origin}/.well-known/nodeinfo`, spend);
    const links = isObject(document) ? list(document.links).filter(isObject) : [];
    const href = links
      .filter(({ rel }) => typeof rel === 'string' && schema.test(rel))
      .sort((a, b) => String(b.rel).localeCompare(String(a.rel)))
      .map(link => idOf(link.href))[0];
    if (!href || !sameOrigin(href, origin)) return undefined;
    return softwareIn((await fetch.getJrd(href, spend)).document);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function softwareIn(document: unknown): { name: string; version: string } | undefined {
  const software: Json = isObject(document) && isObject(document.software) ? document.software : {};
  const name = cleanText(software.name, 60);
  return name ? { name, version: cleanText(software.version, 60) } : undefined;
}
