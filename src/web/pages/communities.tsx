// The communities of this hub, and the form that opens one.
import type { Fault } from '../../domain/problem.ts';
import type { ActorList as Model } from '../../views/circles.ts';
import { useFrame, useWords } from '../frame.ts';
import { Select, TextArea, TextField } from '../parts/fields.tsx';
import { Form, type Values } from '../parts/form.tsx';
import { ActorList, Older } from '../parts/lists.tsx';
import { languageOptions } from '../vocabulary.ts';

export function CommunitiesPage({ list }: { list: Model }) {
  const { words, viewer } = useFrame();
  const { t } = words;
  return (
    <>
      <h1>{t('communities.title')}</h1>
      <p class="lead">{t('communities.lead')}</p>
      {viewer && (
        <p>
          <a class="button" href="/communities/new">
            {t('communities.open')}
          </a>{' '}
          <a href="/follow">{t('follow.title')}</a>
        </p>
      )}
      {list.items.length === 0 && <p class="empty">{t('home.noCommunities')}</p>}
      <ActorList items={list.items} />
      {list.next && <Older href={`/communities?after=${list.next}`} />}
    </>
  );
}

export function OpenCommunityPage({ values, faults }: { values: Values; faults: Fault[] }) {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <h1>{t('communities.open')}</h1>
      <p class="lead">{t('communities.openLead')}</p>
      <Form action="/communities/new" values={values} faults={faults}>
        <TextField name="name" label={t('community.name')} required maxLength={100} />
        <TextField
          name="handle"
          label={t('community.handle')}
          hint={t('community.handleHint')}
          required
          maxLength={30}
          code
        />
        <TextArea name="summary" label={t('community.summary')} rows={4} />
        <Select
          name="language"
          label={t('compose.language')}
          options={languageOptions(words, [values.text('language')])}
        />
        <p>
          <button type="submit">{t('community.submit')}</button>
        </p>
      </Form>
    </>
  );
}
