// What was decided about other hosts, as a list: read, exported, and imported after a look at what an import would change.
import type { Fault } from '../../domain/problem.ts';
import type { HostPolicy } from '../../domain/records.ts';
import { type HostRule, verdictOf } from '../../domain/trust.ts';
import type { ListChanges, PolicyPage } from '../../views/blocklist.ts';
import { useWords } from '../frame.ts';
import { AdminNav } from '../parts/admin-nav.tsx';
import { FileField, TextArea } from '../parts/fields.tsx';
import { Form } from '../parts/form.tsx';
import { Older } from '../parts/lists.tsx';
import type { Words } from '../words.ts';

export interface BlocksModel {
  page: PolicyPage;
  faults: Fault[];
  done: boolean;
}

export function BlocksPage({ page, faults, done }: BlocksModel) {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <AdminNav />
      <h1>{t('blocks.title')}</h1>
      <p class="lead">{t('blocks.lead')}</p>
      {done && (
        <p class="done" role="status">
          {t('blocks.done')}
        </p>
      )}
      {page.policies.length === 0 && <p class="empty">{t('blocks.none')}</p>}
      <ul class="list">
        {page.policies.map(policy => (
          <li>
            <a href={`/admin/peers/${policy.host}`}>
              <bdi dir="ltr">{policy.host}</bdi>
            </a>{' '}
            <span class="from">{senseOf(words, policy)}</span>
            {policy.reason && (
              <div class="quiet" dir="auto">
                {policy.reason}
              </div>
            )}
          </li>
        ))}
      </ul>
      {page.next && <Older href={`/admin/blocks?after=${encodeURIComponent(page.next)}`} />}
      <p>
        <a class="button" href="/admin/blocks.csv" download>
          {t('blocks.export')}
        </a>
      </p>
      <section aria-labelledby="import">
        <h2 id="import">{t('blocks.import')}</h2>
        <Form action="/admin/blocks/preview" faults={faults} files class="narrow">
          <FileField name="list" label={t('blocks.file')} hint={t('blocks.fileHint')} accept=".csv,text/csv" required />
          <p>
            <button type="submit">{t('blocks.preview')}</button>
          </p>
        </Form>
      </section>
    </>
  );
}

/** Rules of each sort that are shown by name. */
const shownRules = 200;

export function PreviewPage({ changes, draft }: { changes: ListChanges; draft: string }) {
  const words = useWords();
  const { t, n } = words;
  const { added, changed, same } = changes;
  const nothing = added.length + changed.length === 0;
  return (
    <>
      <AdminNav />
      <h1>{t('blocks.previewTitle')}</h1>
      {nothing && <p class="empty">{t('blocks.nothing')}</p>}
      {added.length > 0 && (
        <section aria-labelledby="added">
          <h2 id="added">{n('blocks.added', added.length)}</h2>
          <Rules all={added} line={rule => ruleSense(words, rule)} />
        </section>
      )}
      {changed.length > 0 && (
        <section aria-labelledby="changed">
          <h2 id="changed">{n('blocks.changed', changed.length)}</h2>
          <Rules
            all={changed.map(({ rule }) => rule)}
            line={(rule, index) =>
              t('blocks.was', {
                now: ruleSense(words, rule),
                before: ruleSense(words, changed[index]?.before ?? rule),
              })
            }
          />
        </section>
      )}
      {same > 0 && <p class="quiet">{n('blocks.same', same)}</p>}
      {!nothing && (
        <Form action="/admin/blocks/import" class="narrow">
          <input type="hidden" name="draft" value={draft} />
          <TextArea name="reason" label={t('policy.reason')} hint={t('policy.reasonHint')} rows={2} />
          <p class="row">
            <button type="submit">{t('blocks.confirm')}</button>
            <a href="/admin/blocks">{t('compose.cancel')}</a>
          </p>
        </Form>
      )}
    </>
  );
}

function Rules({ all, line }: { all: HostRule[]; line: (rule: HostRule, index: number) => string }) {
  const words = useWords();
  return (
    <>
      <ul>
        {all.slice(0, shownRules).map((rule, index) => (
          <li>
            <bdi dir="ltr">{rule.host}</bdi>: {line(rule, index)}
          </li>
        ))}
      </ul>
      {all.length > shownRules && (
        <p class="quiet">{words.t('blocks.more', { count: words.number(all.length - shownRules) })}</p>
      )}
    </>
  );
}

function senseOf(words: Words, policy: HostPolicy): string {
  const { level, noMedia, noReports } = verdictOf(policy);
  const listed = policy.listed ? [words.t('blocks.listed')] : [];
  return [ruleSense(words, { host: policy.host, level, noMedia, noReports }), ...listed].join(' · ');
}

function ruleSense({ t }: Words, { level, noMedia, noReports }: HostRule): string {
  return [t(`level.${level}`), noMedia && t('blocks.noMedia'), noReports && t('blocks.noReports')]
    .filter(Boolean)
    .join(' · ');
}
