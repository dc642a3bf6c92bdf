// What one can do with a thing: for members buttons, for others the ways in.
import type { ThingPage } from '../../views/thing-page.ts';
import { useFrame } from '../frame.ts';
import { Act } from './form.tsx';

export function ThingActions({ page }: { page: ThingPage }) {
  const { words, viewer } = useFrame();
  const { t } = words;
  const { path, may } = page;
  return (
    <section class="actions" aria-label={t('thing.actions')}>
      <p class="counts">
        {page.likes > 0 && <span>{words.n('count.likes', page.likes)}</span>}
        {page.shares > 0 && <span>{words.n('count.shares', page.shares)}</span>}
      </p>
      {viewer ? (
        <div class="row">
          {page.closed && !may.moderate ? (
            <p class="quiet">{t('moderate.closed')}</p>
          ) : (
            <a class="button" href={`${path}/reply`}>
              {t('thing.reply')}
            </a>
          )}
          <Act
            action={`${path}/${page.liked ? 'unlike' : 'like'}`}
            name={t(page.liked ? 'thing.unlike' : 'thing.like')}
            quiet
          />
          {may.share && (
            <Act
              action={`${path}/${page.shared ? 'unshare' : 'share'}`}
              name={t(page.shared ? 'thing.unshare' : 'thing.share')}
              quiet
            />
          )}
          {may.share && <a href={`${path}/bring`}>{t('thing.bring')}</a>}
          {may.adapt && <a href={`${path}/adapt`}>{t('thing.adapt')}</a>}
          {may.edit && <a href={`${path}/edit`}>{t('thing.edit')}</a>}
          {may.moderate && <a href={`${path}/moderate`}>{t('moderate.title')}</a>}
          {may.withdraw && <a href={`${path}/withdraw`}>{t('thing.withdraw')}</a>}
          {!may.edit && <a href={`${path}/report`}>{t('report.link')}</a>}
        </div>
      ) : (
        <Visitor page={page} />
      )}
    </section>
  );
}

function Visitor({ page }: { page: ThingPage }) {
  const { t } = useFrame().words;
  return (
    <>
      <p>
        <a class="button" href={`/sign-in?next=${encodeURIComponent(page.path)}`}>
          {t('thing.signInToReply')}
        </a>
      </p>
      <details class="elsewhere">
        <summary>{t('thing.elsewhere')}</summary>
        <p>{t('thing.replyElsewhere')}</p>
        <p>
          <label>
            <span class="unseen">{t('thing.address')}</span>
            <input readOnly dir="ltr" value={page.thing.id} />
          </label>
        </p>
      </details>
    </>
  );
}
