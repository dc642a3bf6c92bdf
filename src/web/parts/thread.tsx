// The answers to a thing as nested lists. Indentation follows depth; a narrow screen keeps it small.
import type { Post } from '../../views/thread.ts';
import { useFrame } from '../frame.ts';
import { Attachments } from './attachments.tsx';
import { ActorLink, Handle, Moment, Prose } from './people.tsx';

export function Thread({ answers, more, path }: { answers: Post[]; more: number; path: string }) {
  const { words } = useFrame();
  return (
    <section class="thread" aria-labelledby="replies">
      <h2 id="replies">{words.t('thing.discussion')}</h2>
      {answers.length === 0 && more === 0 && <p class="empty">{words.t('thing.noReplies')}</p>}
      <Answers answers={answers} />
      {more > 0 && <p class="quiet">{words.n('thing.moreReplies', more)}</p>}
      {answers.length > 7 && <a href={`${path}/reply`}>{words.t('thing.reply')}</a>}
    </section>
  );
}

function Answers({ answers }: { answers: Post[] }) {
  if (answers.length === 0) return null;
  return (
    <ul>
      {answers.map(post => (
        <li>
          <PostEntry post={post} />
          <Answers answers={post.answers} />
          <More post={post} />
        </li>
      ))}
    </ul>
  );
}

function PostEntry({ post }: { post: Post }) {
  const { words, viewer } = useFrame();
  return (
    <article class="post" id={`p${post.path.split('/').at(-1)}`}>
      <p class="byline">
        {words.rich('card.by', {
          author: <ActorLink actor={post.author} />,
          date: (
            <a href={post.path}>
              <Moment at={post.published} />
            </a>
          ),
        })}{' '}
        {!post.author.local && <Handle text={post.author.address} />}
        {post.updated && <span class="from">{words.rich('thing.edited', { date: <Moment at={post.updated} /> })}</span>}
      </p>
      {post.name && (
        <p lang={post.language} dir="auto">
          <strong>{post.name}</strong>
        </p>
      )}
      {post.warning ? (
        <details class="warned">
          <summary dir="auto">{words.t('thing.warning', { warning: post.warning })}</summary>
          <Prose html={post.content} language={post.language} />
        </details>
      ) : (
        <Prose html={post.content} language={post.language} />
      )}
      <Attachments attachments={post.attachments} language={post.language} />
      {viewer && (
        <p class="row">
          <a href={`${post.path}/reply`}>{words.t('thing.reply')}</a>
          {post.own && <a href={`${post.path}/edit`}>{words.t('thing.edit')}</a>}
          {post.own && <a href={`${post.path}/withdraw`}>{words.t('thing.withdraw')}</a>}
          {!post.own && <a href={`${post.path}/report`}>{words.t('report.link')}</a>}
        </p>
      )}
    </article>
  );
}

function More({ post }: { post: Post }) {
  const { words } = useFrame();
  if (post.more <= 0) return null;
  return (
    <p>
      <a href={post.path}>{words.n('thing.moreReplies', post.more)}</a>
    </p>
  );
}
