// Other servers, for admins: the list of those that were met, and the page of one with what is known and what is decided.
import type { ComponentChildren } from 'preact';
import type { Fault } from '../../domain/problem.ts';
import type { Gathering, HostHealth, PeerPage as Model, PeerEntry, PeerList } from '../../views/peers.ts';
import { useWords } from '../frame.ts';
import { AdminNav } from '../parts/admin-nav.tsx';
import { TextField } from '../parts/fields.tsx';
import { Act, Form, type Values } from '../parts/form.tsx';
import { Badge, PolicyFields } from '../parts/level.tsx';
import { Older } from '../parts/lists.tsx';
import { Moment } from '../parts/people.tsx';

export interface PeersModel {
  list: PeerList;
  closed: boolean;
  values: Values;
  faults: Fault[];
}

export function PeersPage({ list, closed, values, faults }: PeersModel) {
  const { t } = useWords();
  const none = list.items.length + list.gathered.length === 0;
  return (
    <>
      <AdminNav />
      <h1>{t('peers.title')}</h1>
      <p class="lead">{t('peers.lead')}</p>
      {closed && <p class="origin">{t('peers.closed')}</p>}
      <Form action="/admin/peers" values={values} faults={faults} class="narrow">
        <TextField name="host" label={t('peers.find')} hint={t('peers.findHint')} required maxLength={300} code />
        <p>
          <button type="submit">{t('peers.findSubmit')}</button>
        </p>
      </Form>
      {none && <p class="empty">{t('peers.none')}</p>}
      {[list.gathered, list.items].map(entries => (
        <ul class="list">
          {entries.map(entry => (
            <li>
              <Entry entry={entry} />
            </li>
          ))}
        </ul>
      ))}
      {list.next && <Older href={`/admin/peers?after=${encodeURIComponent(list.next)}`} />}
    </>
  );
}

function Entry({ entry: { host, trust, health, gathering } }: { entry: PeerEntry }) {
  const words = useWords();
  const { t } = words;
  return (
    <article class={`card ${gathering ? 'hub' : 'member'}`}>
      {gathering && (
        <p class="kind">
          <span>{t('peers.gathered')}</span>
          <small>{gatheringSense(words, gathering)}</small>
        </p>
      )}
      <h2>
        <a href={`/admin/peers/${host}`}>
          <bdi dir="ltr">{host}</bdi>
        </a>
      </h2>
      <p class="byline">
        <Badge level={trust.level} />{' '}
        <bdi dir="auto">{health?.software ? softwareName(health) : t('peers.unknown')}</bdi>
        {health?.sentAt && (
          <span class="from">{words.rich('peers.healthy', { date: <Moment at={health.sentAt} /> })}</span>
        )}
        {health && health.failures > 0 && <span class="from">{words.n('peers.failing', health.failures)}</span>}
      </p>
    </article>
  );
}

export interface PeerModel {
  page: Model;
  closed: boolean;
  values: Values;
  done?: 'saved' | 'asked' | undefined;
}

export function PeerPage({ page, closed, values, done }: PeerModel) {
  const words = useWords();
  const { t } = words;
  const { host, health, gathering, trust } = page;
  return (
    <>
      <AdminNav />
      <h1>
        <bdi dir="ltr">{host}</bdi>
      </h1>
      {done && (
        <p class="done" role="status">
          {t(done === 'saved' ? 'policy.saved' : 'peers.softwareAsked')}
        </p>
      )}
      <section class="catalogue" aria-labelledby="facts">
        <h2 id="facts">{t('peers.facts')}</h2>
        <dl>
          <Fact name={t('peers.software')}>
            {health?.software && health.askedAt
              ? words.rich('peers.softwareAt', {
                  software: <bdi>{softwareName(health)}</bdi>,
                  date: <Moment at={health.askedAt} />,
                })
              : t('peers.unknown')}
          </Fact>
          <Fact name={t('peers.heard')}>{health?.heardAt ? <Moment at={health.heardAt} /> : t('peers.never')}</Fact>
          {health?.heardIn && (
            <Fact name={t('peers.signatures')}>
              <bdi dir="ltr">{health.heardIn}</bdi>
            </Fact>
          )}
          {health?.sentIn && (
            <Fact name={t('peers.takes')}>
              <bdi dir="ltr">{health.sentIn}</bdi>
            </Fact>
          )}
          <Fact name={t('peers.sent')}>{health?.sentAt ? <Moment at={health.sentAt} /> : t('peers.never')}</Fact>
          {health?.failedAt && (
            <Fact name={t('peers.failed')}>
              <Moment at={health.failedAt} />{' '}
              {health.failures > 0 && <span class="from">{words.n('peers.failing', health.failures)}</span>}
              {health.error && (
                <div>
                  <code dir="ltr">{health.error}</code>
                </div>
              )}
            </Fact>
          )}
          <Fact name={t('peers.waiting')}>{words.number(page.waiting)}</Fact>
          {page.retired > 0 && <Fact name={t('peers.retired')}>{words.number(page.retired)}</Fact>}
          {(gathering || page.items > 0) && (
            <Fact name={t('peers.gathering')}>
              {gathering && gatheringSense(words, gathering)}{' '}
              <span class="from">{words.n('peers.items', page.items)}</span>
            </Fact>
          )}
        </dl>
        <Act action={`/admin/peers/${host}/ask`} name={t('peers.softwareAsk')} quiet />
      </section>
      <section aria-labelledby="decide">
        <h2 id="decide">{t('peers.decide')}</h2>
        <p>{t('peers.covered', { level: t(`level.${trust.level}`) })}</p>
        <Form action={`/admin/peers/${host}`} values={values} class="narrow">
          <PolicyFields closed={closed} />
          <p>
            <button type="submit">{t('policy.submit')}</button>
          </p>
        </Form>
      </section>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function softwareName({ software }: HostHealth): string {
  return software ? `${software.name} ${software.version}`.trim() : '';
}

function gatheringSense({ t }: ReturnType<typeof useWords>, { state, error = '' }: Gathering): string {
  return state === 'failing'
    ? t('peers.gathering.failing', { error })
    : t(`peers.gathering.${state === 'added' ? 'discovering' : state}`);
}
