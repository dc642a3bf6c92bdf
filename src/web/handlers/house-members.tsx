// Members, for admins: adding one with a password that is shown once, giving roles, suspending.
import { randomInt } from 'node:crypto';
import { type Fault, Problem } from '../../domain/problem.ts';
import type { Actor } from '../../domain/records.ts';
import { cursorOf } from '../../views/cursor.ts';
import { memberList } from '../../views/members.ts';
import { ofSort } from '../../views/reader.ts';
import { faultsOf, valuesOf } from '../forms.ts';
import { type MembersModel, MembersPage, roles } from '../pages/house-members.tsx';
import type { Values } from '../parts/form.tsx';
import { go, type MemberVisit, show } from '../visit.tsx';
import { type Acting, type MemberReading, mustBeAdmin } from './answering.ts';
import { query } from './query.ts';

export const members: MemberReading = visit => {
  mustBeAdmin(visit);
  return showMembers(visit, {});
};

export const addMember: Acting = async (visit, form) => {
  mustBeAdmin(visit);
  const { site, viewer } = visit;
  const role = roles.find(each => each === form.text('role')) ?? 'member';
  const handle = form.text('handle').trim().replace(/^@/, '').toLowerCase();
  const name = form.text('name').trim();
  if (!name) return showMembers(visit, { values: form, faults: [{ field: 'name', message: 'fault.name' }] });
  const password = madePassword();
  try {
    const member = await site.members.register({ handle, name, role, by: viewer.id });
    await site.accounts.setPassword(member.id, password);
    return showMembers(visit, { added: { handle: `@${member.handle}`, password } });
  } catch (error) {
    return showMembers(visit, { values: form, faults: faultsOf(error) });
  }
};

export const giveRole: Acting = async (visit, form) => {
  const { id } = await found(visit);
  const role = roles.find(each => each === form.text('role'));
  if (!role) throw new Problem('malformed', 400, 'error.malformed');
  try {
    await visit.site.perform(visit.viewer, { do: 'giveRole', whom: id, role });
  } catch (error) {
    return showMembers(visit, { faults: faultsOf(error) });
  }
  go(visit, '/admin/members?done=changed');
};

/** Whoever is suspended is signed out everywhere at once. */
export const judgeMember: Acting = async (visit, form) => {
  const { id } = await found(visit);
  const level = form.text('level') === 'suspend' ? 'suspend' : 'open';
  await visit.site.perform(visit.viewer, { do: 'judgeActor', whom: id, level, reason: form.text('reason') });
  if (level === 'suspend') await visit.site.accounts.signOutEverywhere(id);
  go(visit, '/admin/members?done=changed');
};

async function found(visit: MemberVisit): Promise<Actor> {
  mustBeAdmin(visit);
  const actor = ofSort(await visit.site.storage.records.byNum(String(visit.req.params.num)), 'actor')?.body;
  if (!actor?.local || actor.kind !== 'person') throw new Problem('not-found', 404, 'error.notFound');
  return actor;
}

interface Again extends Pick<MembersModel, 'added'> {
  values?: Values;
  faults?: Fault[];
}

async function showMembers(visit: MemberVisit, { values, faults = [], added }: Again): Promise<void> {
  const list = await memberList(visit.reader, cursorOf(query(visit, 'after')));
  const changed = query(visit, 'done') === 'changed';
  const model = { list, values: values ?? valuesOf({ role: 'member' }), faults, changed, ...(added && { added }) };
  const head = {
    title: visit.words.t('members.title'),
    status: faults.length > 0 ? 422 : 200,
    hidden: true,
    secret: added !== undefined,
  };
  return show(visit, head, <MembersPage {...model} />);
}

/** 20 signs without look-alikes: about 98 bits. */
function madePassword(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from(
    { length: 20 },
    (_, index) => (index % 5 === 0 && index ? '-' : '') + signs[randomInt(signs.length)],
  ).join('');
}
