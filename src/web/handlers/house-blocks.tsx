// Lists of hosts, for admins. An import is looked at before it is done: the list that was read waits for an hour.
import { randomUUID } from 'node:crypto';
import type { Fault } from '../../domain/problem.ts';
import type { HostRule } from '../../domain/trust.ts';
import { changesOf, hostRules, policyPage, readList, writeList } from '../../views/blocklist.ts';
import { BlocksPage, PreviewPage } from '../pages/house-blocks.tsx';
import { go, type MemberVisit, show } from '../visit.tsx';
import { type Acting, type MemberReading, mustBeAdmin } from './answering.ts';
import { query } from './query.ts';

const pageSize = 100;
const draftMs = 3_600_000;

export const blocks: MemberReading = visit => {
  mustBeAdmin(visit);
  return showBlocks(visit, []);
};

export const exportBlocks: MemberReading = async visit => {
  mustBeAdmin(visit);
  const { res, site } = visit;
  res.set({
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="blocks.csv"',
    'Cache-Control': 'private, no-store',
  });
  res.send(writeList(await hostRules(site.storage)));
};

export const previewList: Acting = async (visit, form) => {
  mustBeAdmin(visit);
  const { site, words, viewer } = visit;
  if (!form.list)
    return showBlocks(visit, form.faults.length > 0 ? form.faults : [{ field: 'list', message: 'fault.listMissing' }]);
  const { rules, faults } = readList(form.list.toString('utf8'), site.host);
  if (faults.length > 0) {
    const said = faults.map(({ line, fault, text }) => {
      const sentence = words.t('blocks.line', { line, fault: words.t(`blocks.fault.${fault}`) });
      return { field: 'list', message: text ? `${sentence} ${text}` : sentence };
    });
    return showBlocks(visit, said);
  }
  const changes = await changesOf(site.storage, rules);
  const draft = randomUUID();
  const wanted = [...changes.added, ...changes.changed.map(({ rule }) => rule)];
  await site.storage.state.put('draft', `${viewer.id} ${draft}`, wanted, Date.now() + draftMs);
  const head = { title: words.t('blocks.previewTitle'), hidden: true };
  await show(visit, head, <PreviewPage changes={changes} draft={draft} />);
};

export const importList: Acting = async (visit, form) => {
  mustBeAdmin(visit);
  const { site, viewer } = visit;
  const key = `${viewer.id} ${form.text('draft').slice(0, 100)}`;
  const rules = (await site.storage.state.get('draft', key)) as HostRule[] | undefined;
  if (!rules) return showBlocks(visit, [{ field: 'list', message: 'blocks.gone' }]);
  await site.perform(viewer, { do: 'importList', rules, reason: form.text('reason') });
  await site.storage.state.delete('draft', key);
  go(visit, '/admin/blocks?done=imported');
};

async function showBlocks(visit: MemberVisit, faults: Fault[]): Promise<void> {
  const page = await policyPage(visit.site.storage, query(visit, 'after').slice(0, 300), pageSize);
  const done = query(visit, 'done') === 'imported';
  const head = { title: visit.words.t('blocks.title'), status: faults.length > 0 ? 422 : 200, hidden: true };
  return show(visit, head, <BlocksPage page={page} faults={faults} done={done} />);
}
