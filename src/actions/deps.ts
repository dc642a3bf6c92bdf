// What the actions work with: the door to the log, what is stored, and the addresses of new things.
import { isPut, type Storage } from '../../storage/port.ts';
import type { Command, Outcome, Resolve } from '../domain/commands.ts';
import type { Home } from '../domain/home.ts';
import { isOurs } from '../domain/home.ts';
import { Problem } from '../domain/problem.ts';
import type { Actor, Rec, Thing } from '../domain/records.ts';
import type { TrustOf } from '../domain/trust.ts';
import { maySee } from '../domain/visibility.ts';
import { betweenOf } from '../log/between.ts';
import { isShown } from '../log/searching.ts';
import type { TakeLocal } from '../log/take.ts';

/** Makes addresses; federation/urls keeps their form. */
export interface Addresses {
  host: string;
  newActor(): string;
  newThing(): string;
  newActivity(): string;
  /** An activity's address that is always the same for the same parts. */
  activityOf(...parts: string[]): string;
  /** The address of the activity by which a thing came into being. */
  createOf(thing: string): string;
  /** The address of the thread that a thing starts. */
  contextOf(thing: string): string;
  page(handle: string): string;
  tag(name: string): string;
  part(actor: string, part: 'inbox' | 'outbox' | 'followers' | 'featured'): string;
  sharedInbox: string;
}

export interface ActionDeps {
  storage: Storage;
  home: Home;
  addresses: Addresses;
  take: TakeLocal;
  trust: TrustOf;
  resolve: Resolve;
  /** Now, as events have it. */
  now(): string;
}

/** One action: what a member asks with one command. */
export type Action<D extends Command['do']> = (
  deps: ActionDeps,
  member: Actor,
  command: Extract<Command, { do: D }>,
) => Promise<Outcome>;

/** Now, and in any case after the form that it replaces: another process may have made that by a clock that is ahead. */
export function later(before: string): string {
  return new Date(Math.max(Date.now(), Date.parse(before) + 1)).toISOString();
}

/** A stored record that is not buried. */
export async function stored({ storage }: ActionDeps, id: string): Promise<Rec | undefined> {
  const record = await storage.records.get(id);
  return record && record.buried === undefined ? (record.body as Rec) : undefined;
}

/** A known thing. Throws `gone` (410) when it was withdrawn, `not-found` (404) when it is not known. */
export async function thingOf({ storage }: ActionDeps, id: string): Promise<Thing> {
  const record = await storage.records.get(id);
  if (record?.buried !== undefined) throw new Problem('gone', 410, 'This was withdrawn.');
  if (record?.kind !== 'thing') throw new Problem('not-found', 404, 'No such thing is known here.');
  return record.body as Thing;
}

/** A known thing, looked up at its origin if need be. */
export async function findThing(deps: ActionDeps, id: string): Promise<Thing> {
  if (!isPut(await deps.storage.records.get(id)) && !isOurs(deps.home, id)) await deps.resolve(id);
  return thingOf(deps, id);
}

/** Throws `not-found` (404) when the thing is neither open to all nor for the member's eyes, or its author is suspended or blocks the member. */
export async function mustSee({ storage, trust, home }: ActionDeps, member: Actor, thing: Thing): Promise<void> {
  const { level } = await trust(thing.author);
  const between = await betweenOf(storage, home, { viewer: member.id, author: thing.author });
  const isOpen = thing.visibility === 'public' || thing.visibility === 'unlisted';
  if (isOpen && level !== 'suspend' && between !== 'shut') return;
  const follows = (await storage.links.get('follows', member.id, thing.author)) !== undefined;
  if (!maySee(member, thing, { shown: await isShown(storage, thing), follows, level, between }))
    throw new Problem('not-found', 404, 'No such thing is known here.');
}

/** A known actor, looked up at its origin if need be; a handle serves too. */
export async function findActor(deps: ActionDeps, text: string): Promise<Actor> {
  const known = await stored(deps, text);
  if (known?.record === 'actor') return known;
  const id = isOurs(deps.home, text) ? undefined : await deps.resolve(text);
  const found = id ? await stored(deps, id) : undefined;
  if (found?.record !== 'actor') throw new Problem('not-found', 404, 'Nobody is found under this name.');
  return found;
}
