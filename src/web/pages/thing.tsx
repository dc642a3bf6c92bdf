// The page of a resource or a discussion: the thing whole, what is known about it, what one can do, what was answered.
import { licenceName } from '../../domain/kinds/vocabulary.ts';
import type { Fault } from '../../domain/problem.ts';
import type { Resource } from '../../domain/records.ts';
import type { ThingPage as Model } from '../../views/thing-page.ts';
import { useFrame } from '../frame.ts';
import { Attachments, Cover, isWeb } from '../parts/attachments.tsx';
import { ActorLink, Handle, Moment, Prose } from '../parts/people.tsx';
import { PollBox } from '../parts/poll.tsx';
import { Quote } from '../parts/quote.tsx';
import { ThingActions } from '../parts/thing-actions.tsx';
import { ThingFacts } from '../parts/thing-facts.tsx';
import { Thread } from '../parts/thread.tsx';
import { levelName } from '../vocabulary.ts';

export function ThingPage({ page, faults = [] }: { page: Model; faults?: Fault[] }) {
  const { words } = useFrame();
  const { thing, author, home } = page;
  const resource = thing.kind === 'resource' ? thing : undefined;
  return (
    <>
      <article class={`thing ${thing.kind}`}>
        {home && (
          <p class="origin">
            {words.t('thing.from', { host: home.host })}{' '}
            <a href={home.url} rel="external noopener">
              {words.t('thing.seeHome', { host: home.host })}
            </a>
          </p>
        )}
        <Parent page={page} />
        <p class="kind">
          <span>{words.t(page.parent || page.parentUnknown ? 'kind.reply' : `kind.${thing.kind}`)}</span>
          {thing.visibility !== 'public' && <small>{words.t(`visibility.badge.${thing.visibility}`)}</small>}
        </p>
        <h1 lang={thing.name ? thing.language : undefined} dir="auto">
          {thing.name || words.t('card.untitled', { author: author.name })}
        </h1>
        <p class="byline">
          {words.rich('card.by', { author: <ActorLink actor={author} />, date: <Moment at={thing.published} /> })}{' '}
          {!author.local && <Handle text={author.address} />}
          {thing.updated && (
            <span class="from">{words.rich('thing.edited', { date: <Moment at={thing.updated} /> })}</span>
          )}
        </p>
        {resource && <Glance resource={resource} />}
        {resource?.cover && <Cover cover={resource.cover} />}
        {resource?.summary && (
          <p class="summary" lang={thing.language} dir="auto">
            {resource.summary}
          </p>
        )}
        {resource?.link && isWeb(resource.link) && (
          <p>
            <a class="button" href={resource.link} rel="external noopener">
              {words.rich('thing.link', { host: <bdi>{new URL(resource.link).host}</bdi> })}
            </a>
          </p>
        )}
        <Files page={page} />
        <Body page={page} />
        {page.quote && <Quote quote={page.quote} path={page.path} />}
        {page.poll && <PollBox poll={page.poll} path={page.path} faults={faults} language={thing.language} />}
        {resource && <ThingFacts resource={resource} page={page} />}
      </article>
      <ThingActions page={page} />
      <Thread answers={page.answers} more={page.more} path={page.path} />
    </>
  );
}

/** What decides whether it can be used, before anything is read. */
function Glance({ resource }: { resource: Resource }) {
  const { words } = useFrame();
  const bytes = resource.attachments.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  return (
    <ul class="facts">
      {resource.language && <li>{words.languageName(resource.language)}</li>}
      {resource.licence && (
        <li>
          <bdi>{licenceName(resource.licence)}</bdi>
        </li>
      )}
      {resource.level && (
        <li>
          <bdi>{levelName(words, resource.level)}</bdi>
        </li>
      )}
      {bytes > 0 && <li>{words.bytes(bytes)}</li>}
    </ul>
  );
}

function Parent({ page }: { page: Model }) {
  const { words } = useFrame();
  const { parent } = page;
  if (!parent) return page.parentUnknown ? <p class="answers">{words.t('thing.answerToUnknown')}</p> : null;
  return (
    <p class="answers">
      {words.t('thing.answerTo')}{' '}
      <a href={parent.path} dir="auto">
        {parent.name || parent.excerpt || words.t('card.untitled', { author: parent.author.name })}
      </a>
    </p>
  );
}

function Files({ page: { thing } }: { page: Model }) {
  const { words } = useFrame();
  if (thing.attachments.length === 0) return null;
  return (
    <section class="downloads" aria-labelledby="files">
      <h2 id="files">{words.t('thing.files')}</h2>
      <Attachments attachments={thing.attachments} language={thing.language} />
    </section>
  );
}

function Body({ page: { thing } }: { page: Model }) {
  const { words } = useFrame();
  if (!thing.content) return null;
  const warning = thing.kind === 'resource' ? undefined : thing.warning;
  if (!warning) return <Prose html={thing.content} language={thing.language} />;
  return (
    <details class="warned">
      <summary dir="auto">{words.t('thing.warning', { warning })}</summary>
      <Prose html={thing.content} language={thing.language} />
    </details>
  );
}
