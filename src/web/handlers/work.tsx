// The page of what the hub could not do, and trying it again. For admins alone: errors may hold words of what was sent.
import { asideWork } from '../../views/work.ts';
import { WorkPage } from '../pages/work.tsx';
import { go, show } from '../visit.tsx';
import { type Acting, type MemberReading, mustBeAdmin } from './answering.ts';
import { query } from './query.ts';

export const work: MemberReading = async visit => {
  mustBeAdmin(visit);
  const [done, failed] = ['done', 'failed'].map(name => Number(/^\d{1,4}$/.exec(query(visit, name))?.[0] ?? 0));
  const tried = query(visit, 'done') ? { tried: { done: done ?? 0, failed: failed ?? 0 } } : {};
  const model = { ...(await asideWork(visit.site.storage, Date.now())), ...tried };
  await show(visit, { title: visit.words.t('work.title'), hidden: true }, <WorkPage {...model} />);
};

/** Tries one entry again, or all. */
export const retryWork: Acting = async (visit, form) => {
  mustBeAdmin(visit);
  const seq = /^\d{1,15}$/.exec(form.text('seq'))?.[0];
  const { done, failed } = await visit.site.retryAside(seq === undefined ? undefined : Number(seq));
  go(visit, `/admin/work?done=${done}&failed=${failed.length}`);
};
