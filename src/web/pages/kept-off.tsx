// Whom a member keeps off, each with the way to let them in again.
import type { ActorEntry } from '../../views/circles.ts';
import { useWords } from '../frame.ts';
import { Act } from '../parts/form.tsx';
import { ActorLink, Handle } from '../parts/people.tsx';

export function KeptOffPage({ blocked, muted }: { blocked: ActorEntry[]; muted: ActorEntry[] }) {
  const { t } = useWords();
  return (
    <>
      <h1>{t('keptOff.title')}</h1>
      <p class="lead">{t('keptOff.lead')}</p>
      <section aria-labelledby="blocked">
        <h2 id="blocked">{t('keptOff.blocked')}</h2>
        <Entries items={blocked} name={t('actor.unblock')} hidden={{}} />
      </section>
      <section aria-labelledby="muted">
        <h2 id="muted">{t('keptOff.muted')}</h2>
        <Entries items={muted} name={t('actor.unmute')} hidden={{ mute: 'yes' }} />
      </section>
    </>
  );
}

function Entries({ items, name, hidden }: { items: ActorEntry[]; name: string; hidden: Record<string, string> }) {
  const { t } = useWords();
  if (items.length === 0) return <p class="empty">{t('keptOff.none')}</p>;
  return (
    <ul class="cards">
      {items.map(actor => (
        <li>
          <div class="row">
            <ActorLink actor={actor} /> <Handle text={actor.handle} />
            <Act action="/unblock" name={name} hidden={{ ...hidden, whom: actor.id, back: 'list' }} quiet />
          </div>
        </li>
      ))}
    </ul>
  );
}
