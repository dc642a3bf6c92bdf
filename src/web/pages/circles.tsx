// Whom a member follows and is followed by, and the form that follows anybody by handle.
import type { Fault } from '../../domain/problem.ts';
import type { ActorList as Model } from '../../views/circles.ts';
import { useWords } from '../frame.ts';
import { TextField } from '../parts/fields.tsx';
import { Form, type Values } from '../parts/form.tsx';
import { ActorList, Older } from '../parts/lists.tsx';

export function FollowingPage({ following, followers }: { following: Model; followers: Model }) {
  const { t } = useWords();
  return (
    <>
      <h1>{t('following.title')}</h1>
      <p class="lead">{t('following.lead')}</p>
      <p>
        <a class="button" href="/follow">
          {t('follow.title')}
        </a>
      </p>
      <section aria-labelledby="following">
        <h2 id="following">{t('following.title')}</h2>
        {following.items.length === 0 && <p class="empty">{t('following.none')}</p>}
        <ActorList items={following.items} level={3} />
        {following.next && <Older href={`/following?after=${following.next}`} />}
      </section>
      <section aria-labelledby="followers">
        <h2 id="followers">{t('followers.title')}</h2>
        {followers.items.length === 0 && <p class="empty">{t('followers.none')}</p>}
        <ActorList items={followers.items} level={3} />
        {followers.next && <Older href={`/following?followers=${followers.next}`} />}
      </section>
    </>
  );
}

export function FollowPage({ values, faults }: { values: Values; faults: Fault[] }) {
  const { t } = useWords();
  return (
    <>
      <h1>{t('follow.title')}</h1>
      <p class="lead">{t('follow.lead')}</p>
      <Form action="/follow" values={values} faults={faults}>
        <TextField name="whom" label={t('follow.whom')} hint={t('follow.whomHint')} required maxLength={2000} code />
        <p>
          <button type="submit">{t('follow.submit')}</button>
        </p>
      </Form>
    </>
  );
}
