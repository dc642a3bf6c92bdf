// Reading a thing, and the small acts on it: like, pass on, bring into a community, withdraw.
import type { Command } from '../../domain/commands.ts';
import { type Fault, Problem } from '../../domain/problem.ts';
import { thingPath } from '../../views/card.ts';
import { openGroups } from '../../views/circles.ts';
import type { Seen } from '../../views/reader.ts';
import { findThing, thingPage } from '../../views/thing-page.ts';
import { readGroups } from '../drafts.ts';
import { faultsOf, valuesOf } from '../forms.ts';
import { type BringModel, BringPage, WithdrawPage } from '../pages/decide.tsx';
import { GonePage } from '../pages/error.tsx';
import { ThingPage } from '../pages/thing.tsx';
import { go, type MemberVisit, show, type Visit } from '../visit.tsx';
import { actorOf } from './actors.tsx';
import type { Acting, MemberReading, Reading } from './answering.ts';

/** `/o/…` for ours, `/n/…` for those of others; what is ours has one address only. */
export const thing: Reading = async visit => {
  const { seen, gone } = await find(visit);
  if (gone) {
    const head = { title: visit.words.t('error.gone'), status: 410, hidden: true };
    return show(visit, head, <GonePage gone={gone} />);
  }
  if (!seen) return actorOf(visit);
  const path = thingPath(visit.reader, seen.thing, seen.num);
  if (path !== visit.req.path) return go(visit, path);
  return showThing(visit, seen);
};

async function showThing(visit: Visit, seen: Seen, faults: Fault[] = []): Promise<void> {
  const page = await thingPage(visit.reader, seen);
  const cover = seen.thing.kind === 'resource' ? seen.thing.cover : undefined;
  const head = {
    title: seen.thing.name || visit.words.t('card.untitled', { author: seen.author.name }),
    description: page.description,
    activity: seen.thing.id,
    ...(page.home && { canonical: page.home.url }),
    ...(cover && { picture: cover.url }),
    hidden: !seen.listed,
    ...(faults.length > 0 && { status: 422 }),
  };
  return show(visit, head, <ThingPage page={page} faults={faults} />);
}

/** The quoted author takes the consent to this quote back. */
export const unquote: Acting = async (visit, form) => {
  const seen = await mustFind(visit);
  await visit.site.perform(visit.viewer, { do: 'withdraw', what: form.text('stamp') });
  go(visit, thingPath(visit.reader, seen.thing, seen.num));
};

export const vote: Acting = async (visit, form) => {
  const seen = await mustFind(visit);
  try {
    await visit.site.perform(visit.viewer, { do: 'vote', what: seen.thing.id, choices: form.all('choice') });
  } catch (error) {
    return showThing(visit, seen, faultsOf(error));
  }
  go(visit, thingPath(visit.reader, seen.thing, seen.num));
};

export const like = act('like');
export const unlike = act('unlike');
export const passOn = act('share');
export const unshare = act('unshare');

export const withdrawForm: MemberReading = async visit => {
  const { thing: own, num } = await mustFind(visit);
  const path = thingPath(visit.reader, own, num);
  const head = { title: visit.words.t('thing.withdraw') };
  return show(visit, head, <WithdrawPage path={path} name={own.name ?? ''} reason={own.author !== visit.viewer.id} />);
};

export const withdraw: Acting = async (visit, form) => {
  const { thing: own } = await mustFind(visit);
  await visit.site.perform(visit.viewer, { do: 'withdraw', what: own.id, reason: form.text('reason').trim() });
  go(visit, `/@${visit.viewer.handle}`);
};

export const bringForm: MemberReading = async visit => showBring(visit, await mustFind(visit));

export const bring: Acting = async (visit, form) => {
  const seen = await mustFind(visit);
  const faults = [...form.faults];
  const into = await readGroups(visit, form, faults);
  if (faults.length === 0 && into.length === 0) faults.push({ field: 'groups', message: 'fault.groupMissing' });
  if (faults.length > 0) return showBring(visit, seen, { values: form, faults });
  try {
    await visit.site.perform(visit.viewer, { do: 'share', what: seen.thing.id, into });
  } catch (error) {
    return showBring(visit, seen, { values: form, faults: faultsOf(error) });
  }
  go(visit, thingPath(visit.reader, seen.thing, seen.num));
};

async function showBring(visit: MemberVisit, seen: Seen, again?: Pick<BringModel, 'values' | 'faults'>) {
  const name = seen.thing.name || visit.words.t('card.untitled', { author: seen.author.name });
  const model = {
    path: thingPath(visit.reader, seen.thing, seen.num),
    name,
    groups: await openGroups(visit.reader, visit.viewer.id),
    values: again?.values ?? valuesOf({}),
    faults: again?.faults ?? [],
  };
  return show(visit, { title: visit.words.t('thing.bring'), status: again ? 422 : 200 }, <BringPage {...model} />);
}

function act(command: 'like' | 'unlike' | 'share' | 'unshare'): Acting {
  return async visit => {
    const { thing: known, num } = await mustFind(visit);
    await visit.site.perform(visit.viewer, { do: command, what: known.id } satisfies Command);
    go(visit, thingPath(visit.reader, known, num));
  };
}

/** The id that the address names: ours by its path, others' by number. */
export async function find({ req, site, reader }: Visit): ReturnType<typeof findThing> {
  if (req.params.ulid) return findThing(reader, `${site.origin}/o/${req.params.ulid}`);
  const stored = await site.storage.records.byNum(String(req.params.num));
  return stored ? findThing(reader, stored.id) : {};
}

/** The thing that the address names, if the member sees it; throws `gone` or `not-found`. */
export async function mustFind(visit: MemberVisit): Promise<Seen> {
  const { seen, gone } = await find(visit);
  if (gone) throw new Problem('gone', 410, 'error.gone');
  if (!seen) throw new Problem('not-found', 404, 'error.notFound');
  return seen;
}
