// The operator chose a relay, or gave it up (FEP-ae0c). One that is named by an inbox is asked as Mastodon asks, for everything
// public; one that is named by its actor is followed, as LitePub has it. Who stands behind an inbox is found at the usual places,
// and believed when it names that inbox itself.
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import { readActor } from '../read/actor.ts';
import { derivedId } from './derived-id.ts';
import type { Task, TaskDeps } from './task.ts';

type Joining = Parameters<Task<'joinRelay'>>[1];

export const joinRelay: Task<'joinRelay'> = async (deps, task) => {
  if (!task.wanted) return leave(deps, task);
  const { storage, take, urls, peers } = deps;
  const { address, entry } = task;
  if (await peers.isBlocked(hostOf(address))) return;
  const relay = await find(deps, address);
  if (!relay) return deps.log.warn({ address }, 'no relay was found at this address');
  await storage.state.put('relay', address, { actor: relay.id });
  if (await storage.links.get('asks', urls.instance, relay.id)) return;
  const at = new Date().toISOString();
  const everything = relay.id !== address && { everything: true as const };
  const id = derivedId(urls, 'relay', entry);
  await take({ type: 'followed', id, actor: urls.instance, at, whom: relay.id, ...everything }, 'local');
};

async function leave({ storage, know, take, urls }: TaskDeps, { address }: Joining): Promise<void> {
  const known = (await storage.state.get('relay', address)) as { actor: string } | undefined;
  const at = new Date().toISOString();
  for (const asked of known ? ((await storage.links.get('asks', urls.instance, known.actor))?.by ?? []) : []) {
    const undoes = await know.stored(asked);
    if (undoes?.record !== 'follow') continue;
    await take({ type: 'undone', id: derivedId(urls, 'undo', asked), actor: urls.instance, at, undoes }, 'local');
  }
  await storage.state.delete('relay', address);
}

/** The actor at the address, or the one whose inbox it is. */
async function find({ fetch, know, ...deps }: TaskDeps, address: string): Promise<Actor | undefined> {
  const { origin } = new URL(address);
  const places = [address, address.replace(/\/inbox$/, ''), `${origin}/actor`, `${origin}/relay`];
  const budget = deps.budget();
  for (const place of new Set(places)) {
    const actor = await fetch
      .getObject(place, { budget })
      .then(({ document }) => readActor(document, Date.now()))
      .catch((error: unknown) => {
        if (!(error instanceof Problem) || error.code === 'fetch-timeout') throw error;
        return undefined;
      });
    if (actor && (actor.id === address || actor.inbox === address || actor.sharedInbox === address))
      return know.actor(actor.id, { budget });
  }
  return undefined;
}
