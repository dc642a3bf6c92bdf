// Reports as those who keep the house see them: the queue, and one report with what it is about as that stands now.
// Rule: what was reported is shown to them whole, whatever its level; the caller has asked whether they keep the house.
import type { LinkCursor } from '../../storage/port.ts';
import type { Actor, Notice, Rec, ReportOutcome, Step, Thing } from '../domain/records.ts';
import type { Level } from '../domain/trust.ts';
import { type ActorView, actorView } from './actor-view.ts';
import { reportPath } from './audit.ts';
import { thingPath } from './card.ts';
import { nextAfter } from './cursor.ts';
import { actorViews, findMany, hubOf, ofSort, type Reader } from './reader.ts';
import { cut } from './text.ts';

export type ReportState = 'open' | 'taken' | 'resolved';

/** A report as an entry of the queue. */
export interface ReportEntry {
  path: string;
  at: string;
  /** Who reports; of another hub, in the name of somebody there. */
  who: ActorView;
  /** At most 280 characters. */
  reason: string;
  state: ReportState;
  done?: ReportOutcome;
  /** Who took it or closed it. */
  by?: ActorView;
  /** How many actors and things it names. */
  subjects: number;
}

export interface ReportList {
  items: ReportEntry[];
  next?: string;
  /** Reports that wait. */
  waiting: number;
}

/** What was reported, as it stands now. */
export type Subject =
  | { as: 'thing'; thing: Thing; path: string; author: ActorView; level: Level }
  | { as: 'actor'; actor: Actor; view: ActorView; level: Level }
  | { as: 'gone'; id: string };

export interface ReportStepView {
  step: Step['step'];
  at: string;
  who: ActorView;
  done?: ReportOutcome;
  note?: string;
}

export interface ReportPage extends ReportEntry {
  /** Its id. */
  id: string;
  /** The reason, whole. */
  words: string;
  about: Subject[];
  steps: ReportStepView[];
}

const pageSize = 30;
const stepLimit = 100;

/** Reports that wait, the oldest first, or all of them, the newest first. */
export async function reportList(reader: Reader, all: boolean, after?: LinkCursor): Promise<ReportList> {
  const { links } = reader.storage;
  const list = { kind: all ? 'notice' : 'waiting', from: hubOf(reader) };
  const found = await links.list(list, { limit: pageSize, oldest: !all, ...(after && { after }) });
  const notices = await findMany(
    reader,
    found.map(({ to }) => to),
    'notice',
  );
  const items: ReportEntry[] = [];
  for (const { to } of found) {
    const notice = notices.get(to);
    if (notice?.body.about === 'report') items.push(await entryOf(reader, notice));
  }
  const next = nextAfter(found, pageSize);
  const waiting = await links.count({ kind: 'waiting', from: hubOf(reader) });
  return { items, waiting, ...(next && { next }) };
}

/** A report by its number, whole. */
export async function reportPage(reader: Reader, num: string): Promise<ReportPage | undefined> {
  const found = ofSort(await reader.storage.records.byNum(num), 'notice');
  if (found?.body.about !== 'report') return undefined;
  const steps = await stepsOf(reader, found.body.id);
  const people = await actorViews(
    reader,
    steps.map(({ who }) => who),
  );
  return {
    ...(await entryOf(reader, found)),
    id: found.body.id,
    words: found.body.reason,
    about: await subjectsOf(reader, found.body),
    steps: steps.map(({ step, who, published, done, note }) => ({
      step,
      at: published,
      who: people.get(who) as ActorView,
      ...(done && { done }),
      ...(note && { note }),
    })),
  };
}

async function entryOf(reader: Reader, { num, body }: { num: string; body: Notice }): Promise<ReportEntry> {
  const steps = await stepsOf(reader, body.id);
  const last = steps.findLast(({ step }) => step === 'resolved') ?? steps.findLast(({ step }) => step === 'taken');
  const people = await actorViews(reader, [body.who, ...(last ? [last.who] : [])]);
  const by = last && people.get(last.who);
  return {
    path: reportPath(num),
    at: body.published,
    who: people.get(body.who) as ActorView,
    reason: cut(body.reason.replace(/\s+/g, ' '), 280),
    state: last?.step === 'resolved' ? 'resolved' : last ? 'taken' : 'open',
    ...(last?.done && { done: last.done }),
    ...(by && { by }),
    subjects: body.subjects.length,
  };
}

/** What was done with a report, the first first; at most 100. */
async function stepsOf(reader: Reader, report: string): Promise<Step[]> {
  const list = { kind: 'step', from: report };
  const links = await reader.storage.links.list(list, { limit: stepLimit, oldest: true });
  const steps = await findMany(
    reader,
    links.map(({ to }) => to),
    'step',
  );
  return links.map(({ to }) => steps.get(to)?.body).filter(step => step !== undefined);
}

async function subjectsOf(reader: Reader, { subjects }: Notice): Promise<Subject[]> {
  const stored = await reader.storage.records.getMany(subjects);
  const records = new Map(stored.map(record => [record.id, record]));
  const authors = await actorViews(
    reader,
    stored.map(({ body }) => body as Rec | null).flatMap(body => (body?.record === 'thing' ? [body.author] : [])),
  );
  return Promise.all(
    subjects.map(async (id): Promise<Subject> => {
      const thing = ofSort(records.get(id), 'thing');
      const actor = ofSort(records.get(id), 'actor');
      if (thing) {
        const author = authors.get(thing.body.author) as ActorView;
        const { level } = await reader.trust(thing.body.author);
        return { as: 'thing', thing: thing.body, path: thingPath(reader, thing.body, thing.num), author, level };
      }
      if (!actor) return { as: 'gone', id };
      return { as: 'actor', actor: actor.body, view: actorView(actor), level: (await reader.trust(id)).level };
    }),
  );
}
