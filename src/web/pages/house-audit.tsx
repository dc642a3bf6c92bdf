// The audit log: who did what to whom, when and why. Read only.
import { type AuditSort, auditSorts } from '../../domain/audit.ts';
import type { Act, Audit } from '../../views/audit.ts';
import { useWords } from '../frame.ts';
import { AdminNav } from '../parts/admin-nav.tsx';
import { Older } from '../parts/lists.tsx';

export function AuditPage({ audit, sort }: { audit: Audit; sort: AuditSort | undefined }) {
  const { t } = useWords();
  const here = sort ? `/admin/audit?kind=${sort}` : '/admin/audit';
  return (
    <>
      <AdminNav />
      <h1>{t('audit.title')}</h1>
      <p class="lead">{t('audit.lead')}</p>
      <nav aria-label={t('audit.sort')} class="row">
        <a href="/admin/audit" aria-current={sort ? undefined : 'page'}>
          {t('audit.sort.all')}
        </a>
        {auditSorts.map(each => (
          <a href={`/admin/audit?kind=${each}`} aria-current={each === sort ? 'page' : undefined}>
            {t(each === 'communities' ? 'nav.communities' : `audit.sort.${each}`)}
          </a>
        ))}
      </nav>
      {audit.items.length === 0 && <p class="empty">{t('audit.none')}</p>}
      <ul class="list">
        {audit.items.map(act => (
          <li>
            <ActEntry act={act} />
          </li>
        ))}
      </ul>
      {audit.next && <Older href={`${here}${sort ? '&' : '?'}after=${audit.next}`} />}
    </>
  );
}

function ActEntry({ act }: { act: Act }) {
  const words = useWords();
  const { t } = words;
  const name = act.sort === 'reports' ? t('audit.aReport') : act.whom;
  const whom = <bdi dir="auto">{act.path ? <a href={act.path}>{name}</a> : name}</bdi>;
  const who = act.who === 'operator' ? t('audit.operator') : <bdi dir="ltr">{act.who}</bdi>;
  return (
    <>
      <p>{words.rich(`audit.act.${act.act}`, { who, whom })}</p>
      <p class="byline">
        <time dateTime={act.at}>{words.time(act.at)}</time>
        {act.role && <span class="from">{t(`role.${act.role}`)}</span>}
        {act.done && <span class="from">{t(`reports.done.${act.done}`)}</span>}
      </p>
      {act.reason && <blockquote dir="auto">{act.reason}</blockquote>}
    </>
  );
}
