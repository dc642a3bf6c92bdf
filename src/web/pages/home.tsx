// The first page. For a stranger: what this place is and what is in it. For a member: what is new.
import type { Card } from '../../views/card.ts';
import type { ActorEntry } from '../../views/circles.ts';
import type { Stream as StreamModel } from '../../views/stream.ts';
import { useFrame, useWords } from '../frame.ts';
import { ActorList, Older, Stream } from '../parts/lists.tsx';
import { SearchBox } from '../parts/search-box.tsx';

export interface HomeModel {
  resources: Card[];
  discussions: Card[];
  communities: ActorEntry[];
}

/** What anybody sees. */
export function HomePage({ resources, discussions, communities }: HomeModel) {
  const { words, hub } = useFrame();
  const { t } = words;
  return (
    <>
      <div class="welcome">
        <h1 dir="auto">{hub.name}</h1>
        <p class="lead">{t('home.tagline')}</p>
        <SearchBox />
        <p>{t('home.joined')}</p>
      </div>
      <section aria-labelledby="latest">
        <h2 id="latest">{t('home.latest')}</h2>
        {resources.length === 0 && <p class="empty">{t('home.noResources')}</p>}
        <Stream items={resources.map(card => ({ card }))} />
        {resources.length > 0 && <a href="/search?kind=resource">{t('home.allResources')}</a>}
      </section>
      {discussions.length > 0 && (
        <section aria-labelledby="talk">
          <h2 id="talk">{t('home.talk')}</h2>
          <Stream items={discussions.map(card => ({ card }))} />
          <a href="/search?kind=discussion">{t('home.allDiscussions')}</a>
        </section>
      )}
      <section aria-labelledby="communities">
        <h2 id="communities">{t('communities.title')}</h2>
        {communities.length === 0 && <p class="empty">{t('home.noCommunities')}</p>}
        <ActorList items={communities} level={3} />
        {communities.length > 0 && <a href="/communities">{t('home.allCommunities')}</a>}
      </section>
    </>
  );
}

/** What a member sees first: also, with its own heading, the whole of what is new. */
export function MinePage({ stream, greet }: { stream: StreamModel; greet: boolean }) {
  const { words, viewer } = useFrame();
  const { t } = words;
  return (
    <>
      <h1 dir="auto">{greet ? t('home.hello', { name: viewer?.name ?? '' }) : t('inbox.title')}</h1>
      {greet && <ShareLinks />}
      <section aria-labelledby="new">
        <h2 id="new" class={greet ? undefined : 'unseen'}>
          {t('inbox.title')}
        </h2>
        {stream.items.length === 0 && (
          <div class="empty">
            <p>{t('home.nothingNew')}</p>
            <p>
              <a href="/communities">{t('nav.communities')}</a> <a href="/follow">{t('follow.title')}</a>{' '}
              <a href="/search">{t('nav.search')}</a>
            </p>
          </div>
        )}
        <Stream items={stream.items} />
        {stream.next && <Older href={`/mine?after=${stream.next}`} />}
      </section>
    </>
  );
}

/** The things to share; `group`: the id of a community that shall show it. */
export function ShareLinks({ group }: { group?: string }) {
  const { t } = useWords();
  const query = group ? `?group=${encodeURIComponent(group)}` : '';
  return (
    <ul class="doors">
      <li>
        <a href={`/new/resource${query}`}>
          <strong>{t('new.resource')}</strong> {t('new.resourceLead')}
        </a>
      </li>
      <li>
        <a href={`/new/discussion${query}`}>
          <strong>{t('new.discussion')}</strong> {t('new.discussionLead')}
        </a>
      </li>
      <li>
        <a href={`/new/poll${query}`}>
          <strong>{t('new.poll')}</strong> {t('new.pollLead')}
        </a>
      </li>
    </ul>
  );
}

/** What shall it be? */
export function SharePage() {
  return (
    <>
      <h1>{useWords().t('new.title')}</h1>
      <ShareLinks />
    </>
  );
}
