// The page of a member, of a community, or of the hub itself; of one elsewhere too, as far as it is known here.
import type { ActorPage as Model } from '../../views/actor-page.ts';
import { useFrame } from '../frame.ts';
import { Act } from '../parts/form.tsx';
import { Older, Stream } from '../parts/lists.tsx';
import { ActorLink, Handle, Prose } from '../parts/people.tsx';
import { ShareLinks } from './home.tsx';

export function ActorPage({ page }: { page: Model }) {
  const { words, viewer } = useFrame();
  const { t } = words;
  const { actor, view, stream } = page;
  const kind =
    actor.office === 'hub' || (actor.kind === 'group' && actor.handle === 'hub')
      ? 'hub'
      : actor.kind === 'group'
        ? 'community'
        : 'member';
  return (
    <>
      <header class={`actor ${kind}`}>
        {!actor.local && (
          <p class="origin">
            {words.rich('actor.from', { host: <bdi>{view.host}</bdi> })}{' '}
            {view.url && (
              <a href={view.url} rel="external noopener">
                {t('actor.seeHome', { host: view.host })}
              </a>
            )}
          </p>
        )}
        <p class="kind">
          <span>{t(`kind.${kind}`)}</span>
        </p>
        <h1 dir="auto">{view.name}</h1>
        <p class="byline">
          <Handle text={view.address} />{' '}
          {page.followers > 0 && <span class="from">{words.n('count.followers', page.followers)}</span>}
        </p>
        {page.movedTo && <p class="origin">{words.rich('actor.moved', { who: <ActorLink actor={page.movedTo} /> })}</p>}
        <Prose html={actor.summary} language={actor.language} />
        {page.moderators.length > 0 && (
          <p class="quiet">
            {t('actor.moderators')} {page.moderators.map(who => [<ActorLink actor={who} />, ' '])}
          </p>
        )}
        <Bond page={page} />
        {viewer && page.bond !== 'self' && actor.office === undefined && <KeepOff page={page} />}
        {page.moderates && (
          <p>
            <a href={`${view.path}/moderate`}>{t('moderate.desk')}</a>
          </p>
        )}
      </header>
      {viewer && actor.kind === 'group' && (
        <section aria-labelledby="here">
          <h2 id="here">{t('actor.postHere')}</h2>
          <ShareLinks group={actor.id} />
        </section>
      )}
      {page.pinned.length > 0 && (
        <section aria-labelledby="first">
          <h2 id="first">{t('actor.pinned')}</h2>
          <Stream items={page.pinned.map(card => ({ card }))} />
        </section>
      )}
      <section aria-labelledby="posts">
        <h2 id="posts">{t(kind === 'hub' ? 'about.shows' : 'actor.posts')}</h2>
        {stream.items.length === 0 && <p class="empty">{t('actor.noPosts')}</p>}
        <Stream items={stream.items} />
        {stream.next && <Older href={`${view.path}?after=${stream.next}`} />}
      </section>
    </>
  );
}

/** Reporting an actor, and having nothing to do with it. */
function KeepOff({ page: { actor, view, kept } }: { page: Model }) {
  const { t } = useFrame().words;
  const hidden = { whom: actor.id };
  const muting = { ...hidden, mute: 'yes' };
  return (
    <>
      {kept.blocked && <p class="quiet">{t('actor.blocked')}</p>}
      {kept.muted && <p class="quiet">{t('actor.muted')}</p>}
      <div class="row">
        <a href={`${view.path}/report`}>{t('report.link')}</a>
        {(kept.muted || !kept.blocked) && (
          <Act
            action={kept.muted ? '/unblock' : '/block'}
            name={t(kept.muted ? 'actor.unmute' : 'actor.mute')}
            hidden={muting}
            quiet
          />
        )}
        <Act
          action={kept.blocked ? '/unblock' : '/block'}
          name={t(kept.blocked ? 'actor.unblock' : 'actor.block')}
          hidden={hidden}
          quiet
        />
      </div>
    </>
  );
}

function Bond({ page: { bond, actor, view, kept } }: { page: Model }) {
  const { words, viewer } = useFrame();
  const { t } = words;
  if (bond === 'self') {
    return (
      <p>
        <a class="button" href="/settings">
          {t('actor.edit')}
        </a>
      </p>
    );
  }
  if (kept.blocked) return null;
  if (!viewer) return <RemoteFollow address={view.address} />;
  const hidden = { whom: actor.id };
  if (bond === 'follows') return <Act action="/unfollow" name={t('actor.unfollow')} hidden={hidden} quiet />;
  if (bond === 'none') return <Act action="/follow" name={t('actor.follow')} hidden={hidden} />;
  return (
    <>
      <p class="quiet">{t('actor.asked')}</p>
      <Act action="/unfollow" name={t('actor.cancelAsk')} hidden={hidden} quiet />
    </>
  );
}

/** How a visitor without an account here follows from the own place: the handle, to be copied. */
export function RemoteFollow({ address }: { address: string }) {
  const { t } = useFrame().words;
  return (
    <details class="elsewhere">
      <summary>{t('actor.remote')}</summary>
      <p>{t('actor.remoteHow')}</p>
      <p>
        <label>
          <span class="unseen">{t('follow.whom')}</span>
          <input readOnly dir="ltr" value={address} />
        </label>
      </p>
    </details>
  );
}
