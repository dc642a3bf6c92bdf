// The activities of this hub by their own address, from the log. An activity is as public as what it is about: who follows
// whom is told to those two alone, and of a thing only what may be seen of it now.
import type { Response, Router } from 'express';
import type { Stamp } from '../../src/domain/consent.ts';
import type { DomainEvent } from '../../src/domain/events.ts';
import type { Actor } from '../../src/domain/records.ts';
import { upcast } from '../../src/log/entry.ts';
import { type Lookups, readLookups, writeActivity, writeStamp } from '../write/index.ts';
import { peerOf } from './admit.ts';
import { absent, answer, answerGone } from './answer.ts';
import { type DocumentDeps, viewerOf } from './deps.ts';
import { withoutPage } from './negotiate.ts';
import { see, standing } from './see.ts';

/** What may be told of an event: the event as it stands now and whether everybody may read it. */
interface Told {
  event: DomainEvent;
  open: boolean;
}

const formerTypes: Record<string, string> = { follow: 'Follow', like: 'Like', share: 'Announce' };

export function activityRoutes(router: Router, deps: DocumentDeps): void {
  router.get(
    '/e/:key',
    withoutPage(async (req, res) => {
      const id = `${deps.urls.origin}/e/${req.params.key}`;
      const stored = deps.urls.parse(id) && (await deps.storage.log.get(id));
      const event = stored && upcast(stored).event;
      if (!event) return answerStamp(deps, id, res);
      const viewer = await viewerOf(deps, req);
      const told = (await tell(deps, event, viewer)) ?? (await tell(deps, event, await peerOf(req)));
      const record = await deps.storage.records.get(id);
      if (told && record?.buried !== undefined) return answerGone(res, record, formerTypes[record.kind]);
      const document = told && writeActivity(told.event, await lookupsOf(deps, told.event));
      if (!told || !document) throw absent();
      answer(res, document, { open: told.open });
    }),
  );
}

/** A stamp has an address among the activities, and is for everybody who may want to check it. */
async function answerStamp({ storage }: DocumentDeps, id: string, res: Response): Promise<void> {
  const record = await storage.records.get(id);
  if (record?.kind !== 'stamp') throw absent();
  if (record.buried !== undefined) return answerGone(res, record, 'QuoteAuthorization');
  answer(res, writeStamp(record.body as Stamp), { open: true });
}

/** What a community passed on is told by its address: its words may have changed since, or be gone. */
async function lookupsOf(deps: DocumentDeps, event: DomainEvent): Promise<Lookups> {
  if (event.type === 'relayed') return { urls: deps.urls, known: () => undefined };
  return readLookups(deps, event, writeActivity);
}

/** The event for this reader; undefined when it is none of their business. */
async function tell(deps: DocumentDeps, event: DomainEvent, viewer: Actor | undefined): Promise<Told | undefined> {
  switch (event.type) {
    case 'followed':
      return between([event.actor, event.whom], event, viewer);
    case 'followAccepted':
    case 'followRejected':
      return between([event.actor, event.who], event, viewer);
    case 'quoteRequested':
    case 'quoteStamped':
    case 'quoteRefused':
      return about(deps, event.what, event, viewer);
    case 'voted': {
      const poll = standing(await deps.storage.records.get(event.poll), 'thing');
      return between([event.actor, poll?.author ?? ''], event, viewer);
    }
    case 'undone':
      if (event.undoes.record === 'block') return undefined;
      return event.undoes.record === 'follow'
        ? between([event.actor, event.undoes.whom], event, viewer)
        : about(deps, event.undoes.what, event, viewer);
    case 'liked':
    case 'shared':
      return about(deps, event.what, event, viewer);
    case 'pinned':
    case 'unpinned':
      return about(deps, event.what, event, viewer);
    case 'revised':
    case 'counted': {
      const seen = await see(deps, viewer, await deps.storage.records.get(event.thing.id));
      return seen && { event: { ...event, thing: seen.thing } as DomainEvent, open: seen.open };
    }
    case 'profiled': {
      const profile = standing(await deps.storage.records.get(event.profile.id), 'actor');
      return profile && { event: { ...event, profile }, open: true };
    }
    case 'relayed': {
      const inner = await deps.storage.log.get(event.entry);
      const passed = inner && upcast(inner).event;
      const open = passed && passed.type !== 'relayed' && (await isOpen(deps, passed));
      return open ? { event, open } : undefined;
    }
    case 'moderated':
    case 'lifted':
    case 'withdrawn':
    case 'departed':
      return { event, open: true };
    default:
      return undefined;
  }
}

function between(concerned: string[], event: DomainEvent, viewer: Actor | undefined): Told | undefined {
  return viewer && concerned.includes(viewer.id) ? { event, open: false } : undefined;
}

/** What is about a thing is seen by those who see the thing; an address that is not known here hides nothing. */
async function about(
  deps: DocumentDeps,
  what: string,
  event: DomainEvent,
  viewer: Actor | undefined,
): Promise<Told | undefined> {
  const record = await deps.storage.records.get(what);
  if (!record) return deps.urls.isOurs(what) ? undefined : { event, open: true };
  const seen = await see(deps, viewer, record);
  return seen && { event, open: seen.open };
}

/** True for an activity whose thing everybody may see now, and for the end of one. */
async function isOpen(deps: DocumentDeps, passed: DomainEvent): Promise<boolean> {
  if (passed.type === 'published') {
    const seen = await see(deps, undefined, await deps.storage.records.get(passed.thing.id));
    return seen !== undefined;
  }
  return (await tell(deps, passed, undefined))?.open === true;
}
