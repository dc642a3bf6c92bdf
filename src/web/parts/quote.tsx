// The thing that another quotes, set apart from its words; where its author has not agreed, the address alone.
import type { QuoteView } from '../../views/quote.ts';
import { useFrame } from '../frame.ts';
import { Act } from './form.tsx';
import { ActorLink } from './people.tsx';

export function Quote({ quote, path }: { quote: QuoteView; path: string }) {
  const { words } = useFrame();
  const { t } = words;
  if (quote.state !== 'shown') {
    return (
      <p class="answers">
        {t(`quote.${quote.state}`)} {quote.address && <a href={quote.address}>{quote.address}</a>}
      </p>
    );
  }
  const { card, stamp } = quote;
  return (
    <>
      <blockquote lang={card.language} dir="auto">
        <p class="byline">{words.rich('quote.of', { author: <ActorLink actor={card.author} /> })}</p>
        <p>
          <a href={card.path}>{card.name || card.excerpt || t('card.untitled', { author: card.author.name })}</a>
        </p>
        {card.name && card.excerpt && <p>{card.excerpt}</p>}
      </blockquote>
      {stamp && <Act action={`${path}/unquote`} name={t('quote.revoke')} hidden={{ stamp }} quiet />}
    </>
  );
}
