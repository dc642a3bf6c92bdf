// The documents of a local actor: itself, and its collections. Members' followers are hidden when they wish so;
// the boxes show their owner what nobody else may see.
import type { Request, Response, Router } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import type { LinkCursor, LinkList } from '../../storage/port.ts';
import type { ActorPart } from '../urls.ts';
import { writeActor } from '../write/index.ts';
import { absent, answer, answerGone, share } from './answer.ts';
import { answerCollection, type Collection, type Row } from './collection.ts';
import { type DocumentDeps, recordAt, viewerOf } from './deps.ts';
import { rowsOf } from './items.ts';
import { withoutPage, withPage } from './negotiate.ts';
import { recordsOf, see, standing } from './see.ts';

/** Most followed actors whose posts the inbox merges; two lists each, within what a merge takes (storage/port.ts). */
const followedLimit = 900;

type Part = (deps: DocumentDeps, about: { actor: Actor; viewer: Actor | undefined }) => Promise<Omit<Collection, 'id'>>;

const parts: { [Name in ActorPart]: Part } = { outbox, inbox, followers, following, featured, liked, moderators };

/** Most moderators that are listed. */
const moderatorLimit = 100;

export function actorRoutes(router: Router, deps: DocumentDeps): void {
  router.get(
    '/a/:key',
    withPage(async (req, res) => {
      const record = await recordAt(deps, `/a/${req.params.key}`, 'actor');
      if (record.buried !== undefined) return answerGone(res, record);
      const actor = standing(record, 'actor');
      if (!actor?.local) throw absent();
      answer(res, writeActor(actor, await deps.keys.keyOf(actor.id), deps.urls), { open: true });
    }),
  );
  for (const name of Object.keys(parts) as ActorPart[]) {
    router.get(
      `/a/:key/${name}`,
      withoutPage((req, res) => answerPart(deps, name, { req, res })),
    );
  }
  router.get(
    '/@:handle',
    withPage(async (req, res) => {
      const from = `${String(req.params.handle).toLowerCase()}@${deps.urls.host}`;
      const [link] = await deps.storage.links.list({ kind: 'handle', from }, { limit: 1 });
      if (!link) throw absent();
      share(res);
      res.redirect(302, link.to);
    }),
  );
}

async function answerPart(deps: DocumentDeps, name: ActorPart, { req, res }: { req: Request; res: Response }) {
  const record = await recordAt(deps, `/a/${req.params.key}`, 'actor');
  if (record.buried !== undefined) return answerGone(res, record);
  const actor = standing(record, 'actor');
  if (!actor?.local) throw absent();
  const viewer = await viewerOf(deps, req);
  if (name === 'inbox' && !viewer) res.set('WWW-Authenticate', 'Bearer');
  const collection = await parts[name](deps, { actor, viewer });
  await answerCollection(req, res, { id: deps.urls.actorPart(actor.id, name), ...collection });
}

/** Complete and newest first, so that the past can be crawled; its owner sees in it what went to few, too. */
async function outbox(deps: DocumentDeps, { actor, viewer }: Parameters<Part>[1]) {
  const { links } = deps.storage;
  const owner = viewer?.id === actor.id ? viewer : undefined;
  const kinds = owner ? ['outbox', 'circle', 'direct'] : ['outbox'];
  const lists = kinds.map(kind => ({ kind, from: actor.id }));
  return {
    open: owner === undefined,
    total: () => countAll(deps, lists),
    rows: async (limit: number, after?: LinkCursor) =>
      rowsOf(deps, await links.merge(lists, { limit, ...(after && { after }) }), {
        viewer: owner,
        embedAll: false,
        own: actor.id,
      }),
  };
}

/** What concerns the member, and what those the member follows publish. */
async function inbox(deps: DocumentDeps, { actor, viewer }: Parameters<Part>[1]) {
  if (!viewer) throw new Problem('sign-in-needed', 401, 'A bearer token is needed.');
  if (viewer.id !== actor.id) throw new Problem('not-allowed', 403, 'This is not your inbox.');
  const { links } = deps.storage;
  const followed = await links.list({ kind: 'follows', from: actor.id }, { limit: followedLimit });
  const theirs = followed.flatMap(({ to }) => ['outbox', 'circle'].map(kind => ({ kind, from: to })));
  const lists = [{ kind: 'box', from: actor.id }, ...theirs];
  return {
    open: false,
    total: () => countAll(deps, lists),
    rows: async (limit: number, after?: LinkCursor) =>
      rowsOf(deps, await links.merge(lists, { limit, ...(after && { after }) }), { viewer, embedAll: true, own: '' }),
  };
}

async function followers(deps: DocumentDeps, { actor, viewer }: Parameters<Part>[1]) {
  return people(deps, { list: { kind: 'follows', to: actor.id }, ...secrecy(actor, viewer) });
}

async function following(deps: DocumentDeps, { actor, viewer }: Parameters<Part>[1]) {
  return people(deps, { list: { kind: 'follows', from: actor.id }, ...secrecy(actor, viewer) });
}

async function featured(deps: DocumentDeps, { actor, viewer }: Parameters<Part>[1]) {
  return things(deps, { kind: 'featured', from: actor.id }, viewer);
}

async function liked(deps: DocumentDeps, { actor, viewer }: Parameters<Part>[1]) {
  return things(deps, { kind: 'likes', from: actor.id }, viewer);
}

/** Whole at its own address, as Lemmy reads no pages of it. */
async function moderators({ storage }: DocumentDeps, { actor }: Parameters<Part>[1]) {
  if (actor.kind !== 'group') throw absent();
  const links = await storage.links.list(
    { kind: 'moderator', from: actor.id },
    { limit: moderatorLimit, oldest: true },
  );
  return { open: true, total: async () => links.length, whole: links.map(({ to }) => to) };
}

/** Who follows whom is hidden in both directions, but not from its owner. */
function secrecy(actor: Actor, viewer: Actor | undefined): { hidden: boolean; open: boolean } {
  const hides = actor.hidesFollowers === true;
  return { hidden: hides && viewer?.id !== actor.id, open: !hides || viewer?.id !== actor.id };
}

function people(deps: DocumentDeps, { list, hidden, open }: { list: LinkList; hidden: boolean; open: boolean }) {
  const { links } = deps.storage;
  const rows = async (limit: number, after?: LinkCursor): Promise<Row[]> => {
    const found = await links.list(list, { limit, ...(after && { after }) });
    return Promise.all(
      found.map(async link => {
        const id = 'from' in list ? link.to : link.from;
        const standing = (await deps.trust(id)).level !== 'suspend';
        return { item: standing ? id : undefined, cursor: { sort: link.sort, id } };
      }),
    );
  };
  return { open, total: () => links.count(list), ...(!hidden && { rows }) };
}

/** Ids alone: Mastodon skips an Article that is embedded in `featured`. */
function things(deps: DocumentDeps, list: { kind: string; from: string }, viewer: Actor | undefined) {
  const { links } = deps.storage;
  return {
    open: viewer === undefined,
    total: () => links.count(list),
    rows: async (limit: number, after?: LinkCursor): Promise<Row[]> => {
      const found = await links.list(list, { limit, ...(after && { after }) });
      const records = await recordsOf(
        deps,
        found.map(link => link.to),
      );
      return Promise.all(
        found.map(async ({ to, sort }) => {
          const seen = await see(deps, viewer, records.get(to));
          const stands = seen && (!seen.quiet || seen.thing.author === list.from);
          return { item: stands ? to : undefined, cursor: { sort, id: to } };
        }),
      );
    },
  };
}

async function countAll({ storage }: DocumentDeps, lists: { kind: string; from: string }[]): Promise<number> {
  const counts = await Promise.all(lists.map(list => storage.links.count(list)));
  return counts.reduce((sum, count) => sum + count, 0);
}
