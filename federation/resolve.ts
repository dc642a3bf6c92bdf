// From what a person types, a handle or an address, to the actor or thing it means: what is known here first, then WebFinger
// (RFC 7033) and the thing's own origin.

import type { Resolve } from '../src/domain/commands.ts';
import { Problem } from '../src/domain/problem.ts';
import { holdersOf } from '../src/log/handles.ts';
import type { Storage } from '../storage/port.ts';
import { Budget, type Fetch } from './fetch.ts';
import { selfIn, webfingerAddress } from './handles.ts';
import type { Know } from './know.ts';
import { readActor } from './read/actor.ts';
import { address } from './read/json.ts';
import { readThing } from './read/thing.ts';

export interface ResolveDeps {
  storage: Storage;
  know: Know;
  fetch: Fetch;
  /** This hub's host: a handle without a host means a member here. */
  host: string;
  devPeers: string[];
}

const handleForm = /^@?([\w.-]{1,64})(?:@([\w.-]{1,253}(?::\d{1,5})?))?$/;

export function makeResolve(deps: ResolveDeps): Resolve {
  return async (text, { fresh = false } = {}) => {
    const id = await find(deps, text.trim().replace(/^acct:/, ''));
    const known = fresh && id ? await deps.know.stored(id) : undefined;
    if (known?.record !== 'actor') return id;
    return (await deps.know.actor(known.id, { refresh: true, budget: new Budget({ fetches: 3, hosts: 1 }) }))?.id;
  };
}

async function find(deps: ResolveDeps, asked: string): Promise<string | undefined> {
  const named = address(asked);
  if (named) return byAddress(deps, named);
  const match = handleForm.exec(asked);
  if (!match) return undefined;
  return byHandle(deps, match[1] as string, (match[2] ?? deps.host).toLowerCase());
}

/** The actor's id by WebFinger at a host; undefined when the host names none. Throws the fetcher's `Problem`. */
export async function webfinger(
  deps: Pick<ResolveDeps, 'fetch' | 'devPeers'>,
  name: string,
  host: string,
  budget: Budget,
): Promise<string | undefined> {
  const scheme = deps.devPeers.includes(host) ? 'http' : 'https';
  const place = webfingerAddress({ origin: `${scheme}://${host}`, name, host });
  return selfIn((await deps.fetch.getJrd(place, { budget })).document);
}

async function byHandle(deps: ResolveDeps, name: string, host: string): Promise<string | undefined> {
  const [known] = await holdersOf(deps.storage, `${name}@${host}`);
  if (known) return known.id;
  if (host === deps.host) return undefined;
  return absent(async () => {
    const budget = new Budget({ fetches: 6, hosts: 3 });
    const id = await webfinger(deps, name, host, budget);
    return id ? (await deps.know.actor(id, { budget }))?.id : undefined;
  });
}

async function byAddress(deps: ResolveDeps, named: string): Promise<string | undefined> {
  if (await deps.know.stored(named)) return named;
  return absent(async () => {
    const budget = new Budget({ fetches: 6, hosts: 3 });
    const { document } = await deps.fetch.getObject(named, { budget });
    const now = Date.now();
    const actor = readActor(document, now);
    if (actor) return (await deps.know.actor(actor.id, { budget }))?.id;
    const thing = readThing(document, now);
    return thing ? (await deps.know.thing(thing.id, { shown: false, budget }))?.id : undefined;
  });
}

/** What the other side does not have is undefined; what it refuses or fails at stays a `Problem`. */
async function absent(find: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await find();
  } catch (error) {
    const status = error instanceof Problem ? error.extras.peerStatus : undefined;
    if (status === 404 || status === 410) return undefined;
    throw error;
  }
}
