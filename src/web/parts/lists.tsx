// Things and actors as entries of lists: no pictures, few bytes, everything needed to choose.
import type { Card } from '../../views/card.ts';
import type { ActorEntry } from '../../views/circles.ts';
import type { HitCard } from '../../views/search.ts';
import type { StreamItem } from '../../views/stream.ts';
import { useFrame, useWords } from '../frame.ts';
import { levelName } from '../vocabulary.ts';
import { ActorLink, Handle, Moment } from './people.tsx';

/** Cards of things, one below the other. `level`: of their headings. */
export function Stream({ items, level = 3 }: { items: StreamItem[]; level?: 2 | 3 }) {
  return (
    <ul class="list">
      {items.map(({ card, sharedBy }) => (
        <li>
          <CardEntry card={card} level={level} {...(sharedBy && { sharedBy })} />
        </li>
      ))}
    </ul>
  );
}

/** What search found. */
export function Hits({ items }: { items: HitCard[] }) {
  return (
    <ul class="list">
      {items.map(hit => (
        <li>{hit.card ? <CardEntry card={hit.card} level={3} /> : <ActorCard entry={hit.entry} level={3} />}</li>
      ))}
    </ul>
  );
}

export function ActorList({ items, level = 2 }: { items: ActorEntry[]; level?: 2 | 3 }) {
  return (
    <ul class="list">
      {items.map(entry => (
        <li>
          <ActorCard entry={entry} level={level} />
        </li>
      ))}
    </ul>
  );
}

function CardEntry({ card, sharedBy, level }: StreamItem & { level: 2 | 3 }) {
  const words = useWords();
  const Title = `h${level}` as 'h2' | 'h3';
  return (
    <article class={`card ${card.kind}`}>
      <p class="kind">
        <span>{words.t(card.answers ? 'kind.reply' : `kind.${card.kind}`)}</span>
        {sharedBy && <small>{words.rich('card.sharedBy', { who: <ActorLink actor={sharedBy} /> })}</small>}
      </p>
      <Title lang={card.name ? card.language : undefined} dir="auto">
        <a href={card.path}>{card.name || words.t('card.untitled', { author: card.author.name })}</a>
      </Title>
      {card.warning ? (
        <p dir="auto">{words.t('thing.warning', { warning: card.warning })}</p>
      ) : (
        card.excerpt && (
          <p lang={card.language} dir="auto">
            {card.excerpt}
          </p>
        )
      )}
      <CardFacts card={card} />
    </article>
  );
}

function CardFacts({ card }: { card: Card }) {
  const words = useWords();
  const facts = [
    card.language && words.languageName(card.language),
    card.licence,
    card.level && levelName(words, card.level),
    card.bytes > 0 && words.bytes(card.bytes),
    card.replies > 0 && words.n('count.replies', card.replies),
    card.visibility !== 'public' && words.t(`visibility.badge.${card.visibility}`),
  ].filter(fact => typeof fact === 'string');
  return (
    <>
      <p class="byline">
        {words.rich('card.by', { author: <ActorLink actor={card.author} />, date: <Moment at={card.published} /> })}
        {card.home && <From host={card.home.host} />}
      </p>
      {facts.length > 0 && (
        <ul class="facts">
          {facts.map(fact => (
            <li>
              <bdi>{fact}</bdi>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** `from host`, set apart from the text around it. */
function From({ host }: { host: string }) {
  const words = useWords();
  return <span class="from">{words.rich('card.from', { host: <bdi>{host}</bdi> })}</span>;
}

function ActorCard({ entry, level }: { entry: ActorEntry; level: 2 | 3 }) {
  const { words, hub } = useFrame();
  const Title = `h${level}` as 'h2' | 'h3';
  const kind = entry.kind === 'group' ? (entry.address.startsWith('@hub@') ? 'hub' : 'community') : 'member';
  return (
    <article class={`card ${kind}`}>
      <p class="kind">
        <span>{words.t(`kind.${kind}`)}</span>
        {entry.waiting && <small>{words.t('following.waiting')}</small>}
      </p>
      <Title dir="auto">{entry.path ? <a href={entry.path}>{entry.name}</a> : entry.name}</Title>
      {entry.about && (
        <p lang={entry.language} dir="auto">
          {entry.about}
        </p>
      )}
      <p class="byline">
        <Handle text={entry.local ? entry.handle : entry.address} />
        {entry.followers > 0 && <span class="from">{words.n('count.followers', entry.followers)}</span>}
        {!entry.local && entry.host !== hub.host && <From host={entry.host} />}
      </p>
    </article>
  );
}

/** On to the older part of a list. */
export function Older({ href }: { href: string }) {
  return (
    <p class="older">
      <a class="button" href={href} rel="next">
        {useWords().t('list.older')}
      </a>
    </p>
  );
}
