// What moderators do: with a thing, from its own page, and with their community, from its desk. Whether one may is for the
// action; a page that is nobody's business here says that there is none.
import { isAboutActor } from '../../domain/moderation.ts';
import { Problem } from '../../domain/problem.ts';
import type { Actor, ModeratorAct } from '../../domain/records.ts';
import { actorByHandle } from '../../views/actor-page.ts';
import { actorView } from '../../views/actor-view.ts';
import { thingPath } from '../../views/card.ts';
import { mayModerate, moderatorsOf, standings, whatStands } from '../../views/moderation.ts';
import type { Found } from '../../views/reader.ts';
import { type Form, faultsOf, valuesOf } from '../forms.ts';
import { DeskPage, ModeratePage } from '../pages/moderation.tsx';
import { go, type MemberVisit, show } from '../visit.tsx';
import type { Acting, MemberReading } from './answering.ts';
import { mustFind } from './things.tsx';

const acts: ModeratorAct[] = ['remove', 'lock', 'pin', 'ban', 'appoint'];

export const moderateForm: MemberReading = async visit => {
  const seen = await mustFind(visit);
  const found = await standings(visit.reader, seen);
  if (found.length === 0) throw nothing();
  const { t } = visit.words;
  const name = seen.thing.name || t('card.untitled', { author: seen.author.name });
  const path = thingPath(visit.reader, seen.thing, seen.num);
  const page = <ModeratePage path={path} name={name} author={seen.author} standings={found} />;
  return show(visit, { title: t('moderate.title') }, page);
};

export const moderate: Acting = async (visit, form) => {
  const { thing, num } = await mustFind(visit);
  const act = actOf(form);
  await perform(visit, { act, group: form.text('group'), what: act === 'ban' ? thing.author : thing.id, form });
  go(visit, `${thingPath(visit.reader, thing, num)}/moderate`);
};

export const deskForm: MemberReading = async visit => showDesk(visit, await communityOf(visit));

export const desk: Acting = async (visit, form) => {
  const group = await communityOf(visit);
  const act = actOf(form);
  const what = form.text('what').trim();
  try {
    if (isAboutActor(act) && !what) throw invalid();
    await perform(visit, { act, group: group.body.id, what, form });
  } catch (error) {
    if (!(error instanceof Problem) || !isAboutActor(act) || error.code === 'not-allowed') throw error;
    return showDesk(visit, group, { form, faults: error.extras.faults ? faultsOf(error) : invalid().extras.faults });
  }
  go(visit, `${actorView(group).path}/moderate`);
};

async function perform(
  { site, viewer }: MemberVisit,
  { act, group, what, form }: { act: ModeratorAct; group: string; what: string; form: Form },
): Promise<void> {
  const named = what.startsWith('@') ? what.slice(1) : what;
  if (form.text('end')) await site.perform(viewer, { do: 'lift', act, group, what });
  else {
    const handle = isAboutActor(act) && !/^https?:/.test(named) ? ((await site.resolve(named)) ?? named) : named;
    await site.perform(viewer, { do: 'moderate', act, group, what: handle, reason: form.text('reason') });
  }
}

/** The community whose desk it is, if the member keeps it. */
async function communityOf(visit: MemberVisit): Promise<Found<Actor>> {
  const found = await actorByHandle(visit.reader, String(visit.req.params.handle));
  if (found?.body.kind !== 'group' || !(await mayModerate(visit.reader, found.body.id))) throw nothing();
  return found;
}

async function showDesk(
  visit: MemberVisit,
  group: Found<Actor>,
  again?: { form: Form; faults: ReturnType<typeof faultsOf> | undefined },
): Promise<void> {
  const model = {
    group: actorView(group),
    moderators: await moderatorsOf(visit.reader, group.body),
    done: await whatStands(visit.reader, group.body.id),
    values: again?.form ?? valuesOf({}),
    faults: again?.faults ?? [],
  };
  const head = { title: visit.words.t('moderate.desk'), status: again ? 422 : 200 };
  return show(visit, head, <DeskPage {...model} />);
}

function actOf(form: Form): ModeratorAct {
  const act = acts.find(each => each === form.text('act'));
  if (!act) throw new Problem('malformed', 400, 'error.notFound');
  return act;
}

function invalid(): Problem {
  return new Problem('invalid', 422, 'Nobody is found.', { faults: [{ field: 'what', message: 'fault.whom' }] });
}

function nothing(): Problem {
  return new Problem('not-found', 404, 'error.notFound');
}
