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
          <ReplyAction page={page} />
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
          {may.quote && <a href={`/new/discussion?quote=${encodeURIComponent(page.thing.id)}`}>{t('thing.quote')}</a>}
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

/** The way to answer, or why there is none. */
function ReplyAction({ page }: { page: ThingPage }) {
  const { t } = useFrame().words;
  const closed = page.closed && !page.may.moderate;
  if (closed || !page.may.reply) return <p class="quiet">{t(closed ? 'moderate.closed' : 'fault.replyForbidden')}</p>;
  return (
    <a class="button" href={`${page.path}/reply`}>
      {t('thing.reply')}
    </a>
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
