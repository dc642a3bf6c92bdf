// What the hub could not do, for admins: why, since when, and a button that tries an entry again.
import type { AsideItem, AsideWork } from '../../views/work.ts';
import { useWords } from '../frame.ts';
import { AdminNav } from '../parts/admin-nav.tsx';
import { Act } from '../parts/form.tsx';
import { Moment } from '../parts/people.tsx';

export interface WorkModel extends AsideWork {
  /** What has just been tried again. */
  tried?: { done: number; failed: number };
}

export function WorkPage({ items, entries, jobs, tried }: WorkModel) {
  const words = useWords();
  const { t, n } = words;
  const counts = [entries > 0 && n('work.entries', entries), jobs > 0 && n('work.jobs', jobs)].filter(Boolean);
  return (
    <>
      <AdminNav />
      <h1>{t('work.title')}</h1>
      <p class="lead">{t('work.lead')}</p>
      {tried && (
        <p class="done" role="status">
          {n('work.done', tried.done)} {tried.failed > 0 && n('work.failed', tried.failed)}
        </p>
      )}
      {items.length === 0 ? (
        <p class="empty">{t('work.none')}</p>
      ) : (
        <>
          <ul class="counts">
            {counts.map(count => (
              <li>{count}</li>
            ))}
          </ul>
          <ul class="list">
            {items.map(item => (
              <li>
                <Item item={item} />
              </li>
            ))}
          </ul>
          {entries + jobs > items.length && (
            <p class="quiet">{t('work.shown', { count: words.number(items.length) })}</p>
          )}
          {entries > 1 && <Act action="/admin/work" name={t('work.retryAll')} />}
          <p class="hint narrow">{t('work.help')}</p>
        </>
      )}
    </>
  );
}

function Item({ item }: { item: AsideItem }) {
  const words = useWords();
  const { what, name, seq, host, error, tries, since } = item;
  return (
    <article class={`card ${seq === undefined ? 'member' : 'resource'}`}>
      <h2>{words.t(`work.${what}`)}</h2>
      <p class="byline">
        {host && <bdi dir="ltr">{host}</bdi>}
        <span class={host ? 'from' : undefined}>{words.rich('work.since', { date: <Moment at={since} /> })}</span>
        <span class="from">{words.n('work.tries', tries)}</span>
        {seq !== undefined && <span class="from">{words.t('work.entry', { seq })}</span>}
      </p>
      <p dir="ltr">
        <code>{error}</code>
      </p>
      <p dir="ltr">
        <small>{name}</small>
      </p>
      {seq !== undefined && (
        <Act action="/admin/work" name={words.t('work.retry')} quiet hidden={{ seq: String(seq) }} />
      )}
    </article>
  );
}
