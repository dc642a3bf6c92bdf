// Pages of members, communities and the hub, ours and others', and following them.
import { keepsHouse } from '../../domain/authority.ts';
import { type Fault, Problem } from '../../domain/problem.ts';
import type { Actor } from '../../domain/records.ts';
import { mayBeListed } from '../../domain/visibility.ts';
import { actorByHandle, actorPage } from '../../views/actor-page.ts';
import { actorView } from '../../views/actor-view.ts';
import { communities, followers, following } from '../../views/circles.ts';
import { cursorOf } from '../../views/cursor.ts';
import { type Found, ofSort } from '../../views/reader.ts';
import { excerpt } from '../../views/text.ts';
import { faultsOf, valuesOf } from '../forms.ts';
import { ActorPage } from '../pages/actor.tsx';
import { FollowingPage, FollowPage } from '../pages/circles.tsx';
import { CommunitiesPage, OpenCommunityPage } from '../pages/communities.tsx';
import type { Values } from '../parts/form.tsx';
import { go, type MemberVisit, show, type Visit } from '../visit.tsx';
import type { Acting, MemberReading, Reading } from './answering.ts';
import { query } from './query.ts';

/** `/@name` for ours, `/@name@host` for others. */
export const actor: Reading = async visit => {
  const handle = String(visit.req.params.handle);
  const found = await actorByHandle(visit.reader, handle);
  if (!found || found.body.office === 'instance') throw nobody();
  return showActor(visit, found);
};

/** `/a/…`, the identifier of an actor of ours, leads to its page. */
export const actorAddress: Reading = async visit => {
  const id = `${visit.site.origin}/a/${visit.req.params.ulid}`;
  const stored = await visit.site.storage.records.get(id);
  if (stored?.buried) throw new Problem('gone', 410, 'error.gone');
  const found = ofSort(stored, 'actor');
  if (!found) throw nobody();
  visit.res.redirect(302, found.body.office === 'instance' ? '/about' : actorView(found).path);
};

/** `/n/…` when it is an actor's number. */
export async function actorOf(visit: Visit): Promise<void> {
  const num = visit.req.params.num;
  const found = num ? ofSort(await visit.site.storage.records.byNum(String(num)), 'actor') : undefined;
  if (!found || found.body.office === 'instance') throw nobody();
  return showActor(visit, found);
}

async function showActor(visit: Visit, found: Found<Actor>): Promise<void> {
  if ((await visit.reader.trust(found.body.id)).level === 'suspend' && !keepsHouse(visit.viewer)) throw nobody();
  const page = await actorPage(visit.reader, found, cursorOf(query(visit, 'after')));
  const { view } = page;
  if (decodeURIComponent(visit.req.path) !== view.path) return go(visit, view.path);
  const head = {
    title: view.name,
    description: excerpt(found.body.summary, 160),
    activity: found.body.id,
    ...(!view.local && view.url && { canonical: view.url }),
    hidden: !mayBeListed(found.body),
  };
  return show(visit, head, <ActorPage page={page} />);
}

export const communityList: Reading = async visit => {
  const list = await communities(visit.reader, cursorOf(query(visit, 'after')));
  const { t } = visit.words;
  return show(
    visit,
    { title: t('communities.title'), description: t('communities.lead') },
    <CommunitiesPage list={list} />,
  );
};

export const openForm: MemberReading = visit => showOpen(visit);

export const open: Acting = async (visit, form) => {
  const draft = {
    name: form.text('name').trim(),
    handle: form.text('handle').trim().replace(/^@/, '').toLowerCase(),
    summary: form.text('summary'),
    language: form.text('language'),
  };
  try {
    await visit.site.perform(visit.viewer, { do: 'openCommunity', draft });
  } catch (error) {
    return showOpen(visit, { values: form, faults: faultsOf(error) });
  }
  go(visit, `/@${draft.handle}`);
};

export const followingList: MemberReading = async visit => {
  const { reader, viewer, words } = visit;
  const [whom, by] = await Promise.all([
    following(reader, viewer.id, cursorOf(query(visit, 'after'))),
    followers(reader, viewer.id, cursorOf(query(visit, 'followers'))),
  ]);
  return show(visit, { title: words.t('following.title') }, <FollowingPage following={whom} followers={by} />);
};

export const followForm: MemberReading = visit =>
  showFollow(visit, { values: valuesOf({ whom: query(visit, 'whom') }) });

export const follow: Acting = async (visit, form) => {
  const { site, viewer } = visit;
  const again = (message: string) => showFollow(visit, { values: form, faults: [{ field: 'whom', message }] });
  const text = form.text('whom').trim();
  let whom: string | undefined;
  try {
    whom = text ? await site.resolve(text) : undefined;
    const stored = whom === undefined ? undefined : await site.storage.records.get(whom);
    const found = ofSort(stored, 'actor');
    if (!found) return again('fault.whom');
    await site.perform(viewer, { do: 'follow', whom: found.body.id });
    go(visit, actorView(found).path);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'sign-in-needed') throw error;
    return again(error.code.startsWith('fetch-') ? 'fault.whomRefused' : 'fault.whom');
  }
};

export const unfollow: Acting = async (visit, form) => {
  const found = ofSort(await visit.site.storage.records.get(form.text('whom')), 'actor');
  if (!found) throw nobody();
  await visit.site.perform(visit.viewer, { do: 'unfollow', whom: found.body.id });
  go(visit, actorView(found).path);
};

interface Again {
  values: Values;
  faults?: Fault[];
}

function showOpen(visit: MemberVisit, again?: Again): Promise<void> {
  const values = again?.values ?? valuesOf({ language: visit.viewer.language ?? visit.words.language });
  const head = { title: visit.words.t('communities.open'), status: again ? 422 : 200 };
  return show(visit, head, <OpenCommunityPage values={values} faults={again?.faults ?? []} />);
}

function showFollow(visit: MemberVisit, { values, faults = [] }: Again): Promise<void> {
  const head = { title: visit.words.t('follow.title'), status: faults.length > 0 ? 422 : 200 };
  return show(visit, head, <FollowPage values={values} faults={faults} />);
}

function nobody(): Problem {
  return new Problem('not-found', 404, 'error.notFound');
}
