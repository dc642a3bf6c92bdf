// Finding the group of a hub (`acct:hub@HOST`) at its own origin, and following it once.
import { hostOf } from '../../src/domain/home.ts';
import type { Actor } from '../../src/domain/records.ts';
import { isObject, list } from '../read/json.ts';
import { derivedId } from '../tasks/derived-id.ts';
import { sameOrigin } from '../urls.ts';
import { Amiss, type GatherDeps } from './deps.ts';

/** The group of the hub at an origin, followed by ours. Throws `Amiss` when there is none, the fetcher's `Problem` when it cannot be asked. */
export async function discover(deps: GatherDeps, origin: string): Promise<Actor> {
  const { fetch, know, take, urls, home } = deps;
  const budget = deps.budget();
  const resource = encodeURIComponent(`acct:hub@${hostOf(origin)}`);
  const { document } = await fetch.getJrd(`${origin}/.well-known/webfinger?resource=${resource}`, { budget });
  const id = selfOf(document);
  if (!id || !sameOrigin(id, origin)) throw new Amiss('its WebFinger names no group of its own');
  const group = await know.actor(id, { refresh: true, budget });
  if (group?.kind !== 'group' || !group.outbox) throw new Amiss('it has no group with an outbox');
  const at = new Date().toISOString();
  await take({ type: 'followed', id: derivedId(urls, 'follow', home.hub, id), actor: home.hub, at, whom: id }, 'local');
  return group;
}

function selfOf(jrd: unknown): string | undefined {
  if (!isObject(jrd)) return undefined;
  const self = list(jrd.links).find(link => isObject(link) && link.rel === 'self' && isActivity(link.type));
  return isObject(self) && typeof self.href === 'string' ? self.href : undefined;
}

function isActivity(type: unknown): boolean {
  return typeof type === 'string' && /^application\/(activity|ld)\+json/.test(type);
}
