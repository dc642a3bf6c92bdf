// The members of the hub, for its admins: adding one, giving roles, suspending.
import type { Fault } from '../../domain/problem.ts';
import type { Role } from '../../domain/records.ts';
import type { MemberEntry, MemberList } from '../../views/members.ts';
import { useFrame, useWords } from '../frame.ts';
import { AdminNav } from '../parts/admin-nav.tsx';
import { Select, TextField } from '../parts/fields.tsx';
import { Act, Form, Token, type Values } from '../parts/form.tsx';
import { Badge } from '../parts/level.tsx';
import { Older } from '../parts/lists.tsx';
import { Handle, Moment } from '../parts/people.tsx';

export const roles: readonly Role[] = ['member', 'editor', 'admin'];

export interface MembersModel {
  list: MemberList;
  values: Values;
  faults: Fault[];
  /** Who has just been added, and the password that is shown this once. */
  added?: { handle: string; password: string };
  changed: boolean;
}

export function MembersPage({ list, values, faults, added, changed }: MembersModel) {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <AdminNav />
      <h1>{t('members.title')}</h1>
      <p class="quiet">{words.n('members.count', list.total)}</p>
      {changed && (
        <p class="done" role="status">
          {t('members.changed')}
        </p>
      )}
      {added && (
        <p class="done" role="status">
          {words.rich('members.added', { handle: <Handle text={added.handle} /> })}{' '}
          <code dir="ltr">{added.password}</code>
        </p>
      )}
      <ul class="list">
        {list.items.map(member => (
          <li>
            <Member member={member} />
          </li>
        ))}
      </ul>
      {list.next && <Older href={`/admin/members?after=${list.next}`} />}
      <section aria-labelledby="add">
        <h2 id="add">{t('members.add')}</h2>
        <Form action="/admin/members" values={values} faults={faults} class="narrow">
          <TextField name="name" label={t('members.name')} required maxLength={100} />
          <TextField
            name="handle"
            label={t('members.handle')}
            hint={t('setup.handleHint')}
            required
            maxLength={30}
            code
          />
          <Select
            name="role"
            label={t('members.role')}
            options={roles.map(value => ({ value, label: t(`role.${value}`) }))}
          />
          <p>
            <button type="submit">{t('members.addSubmit')}</button>
          </p>
        </Form>
      </section>
    </>
  );
}

function Member({ member }: { member: MemberEntry }) {
  const { words, viewer } = useFrame();
  const { t } = words;
  const own = viewer?.id === member.id;
  return (
    <article class="card member">
      <h2 dir="auto">
        <a href={member.path}>{member.name}</a>
      </h2>
      <p class="byline">
        <Handle text={member.handle} /> <span class="from">{t(`role.${member.role}`)}</span>{' '}
        <span class="from">{words.rich('members.since', { date: <Moment at={member.since} /> })}</span>{' '}
        <Badge level={member.level} />
      </p>
      {!own && (
        <details>
          <summary>
            {t('members.change')} <span class="unseen">{member.name}</span>
          </summary>
          <form method="post" action={`/admin/members/${member.num}/role`} class="row">
            <Token />
            <label for={`role-${member.num}`}>{t('members.role')}</label>
            <select id={`role-${member.num}`} name="role">
              {roles.map(role => (
                <option value={role} selected={role === member.role}>
                  {t(`role.${role}`)}
                </option>
              ))}
            </select>
            <button type="submit" class="quiet">
              {t('members.roleSubmit')}
            </button>
          </form>
          <Act
            action={`/admin/members/${member.num}/level`}
            name={t(member.level === 'suspend' ? 'members.unsuspend' : 'members.suspend')}
            hidden={{ level: member.level === 'suspend' ? 'open' : 'suspend' }}
            quiet
          />
        </details>
      )}
    </article>
  );
}
