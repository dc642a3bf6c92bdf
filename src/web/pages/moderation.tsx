// The pages of those who keep a community: one for a thing in it, one for the community itself.
import type { Fault } from '../../domain/problem.ts';
import type { ActorView } from '../../views/actor-view.ts';
import type { Done, Standing } from '../../views/moderation.ts';
import { useFrame } from '../frame.ts';
import { TextField } from '../parts/fields.tsx';
import { Act, Form, Token, type Values } from '../parts/form.tsx';
import { ActorLink, Handle, Moment } from '../parts/people.tsx';

interface ModerateProps {
  path: string;
  name: string;
  author: ActorView;
  standings: Standing[];
}

export function ModeratePage({ path, name, author, standings }: ModerateProps) {
  const { words } = useFrame();
  const { t } = words;
  const action = `${path}/moderate`;
  return (
    <>
      <h1>{t('moderate.title')}</h1>
      <p class="lead">
        <a href={path} dir="auto">
          {name}
        </a>
      </p>
      {standings.map(({ group, removed, locked, pinned, banned }, place) => {
        const end = (act: string) => ({ act, group: group.id, end: 'yes' });
        const begin = (act: string) => ({ act, group: group.id });
        return (
          <section aria-labelledby={`in${place}`}>
            <h2 id={`in${place}`}>{words.rich('moderate.in', { group: <ActorLink actor={group} /> })}</h2>
            {removed && <p class="done">{t('moderate.removed')}</p>}
            {locked && <p class="done">{t('moderate.locked')}</p>}
            {banned && <p class="done">{words.rich('moderate.banned', { author: <bdi>{author.name}</bdi> })}</p>}
            <div class="row">
              {removed && <Act action={action} name={t('moderate.restore')} hidden={end('remove')} />}
              {locked ? (
                <Act action={action} name={t('moderate.unlock')} hidden={end('lock')} quiet />
              ) : (
                <Act action={action} name={t('moderate.lock')} hidden={begin('lock')} quiet />
              )}
              {pinned ? (
                <Act action={action} name={t('moderate.unpin')} hidden={end('pin')} quiet />
              ) : (
                !removed && <Act action={action} name={t('moderate.pin')} hidden={begin('pin')} quiet />
              )}
              {banned && <Act action={action} name={t('moderate.unban')} hidden={end('ban')} quiet />}
            </div>
            {!removed && (
              <Reasoned
                place={place}
                action={action}
                name={t('moderate.remove')}
                hint={t('moderate.removeHint')}
                hidden={begin('remove')}
              />
            )}
            {!banned && (
              <Reasoned
                place={place}
                action={action}
                name={t('moderate.ban', { author: author.name })}
                hint={t('moderate.banHint')}
                hidden={begin('ban')}
              />
            )}
          </section>
        );
      })}
    </>
  );
}

interface ReasonedProps {
  place: number;
  action: string;
  name: string;
  hint: string;
  hidden: Record<string, string>;
}

/** An act that asks why; closed until it is wanted. */
function Reasoned({ place, action, name, hint, hidden }: ReasonedProps) {
  const { t } = useFrame().words;
  const id = `why-${hidden.act}-${place}`;
  return (
    <details class="further">
      <summary dir="auto">{name}</summary>
      <form method="post" action={action}>
        <Token />
        {Object.entries(hidden).map(([key, value]) => (
          <input type="hidden" name={key} value={value} />
        ))}
        <p class="hint">{hint}</p>
        <div class="field">
          <label for={id}>{t('moderate.reason')}</label>
          <p class="hint" id={`${id}-hint`}>
            {t('moderate.reasonHint')}
          </p>
          <input id={id} name="reason" type="text" maxLength={500} dir="auto" aria-describedby={`${id}-hint`} />
        </div>
        <p>
          <button type="submit" class="grave">
            <bdi>{name}</bdi>
          </button>
        </p>
      </form>
    </details>
  );
}

interface DeskProps {
  group: ActorView;
  moderators: ActorView[];
  done: Done[];
  values: Values;
  faults: Fault[];
}

export function DeskPage({ group, moderators, done, values, faults }: DeskProps) {
  const { t } = useFrame().words;
  const action = `${group.path}/moderate`;
  const kept = done.filter(({ act }) => act !== 'appoint');
  return (
    <>
      <h1>{t('moderate.desk')}</h1>
      <p class="lead">
        <ActorLink actor={group} />
      </p>
      <section aria-labelledby="keepers">
        <h2 id="keepers">{t('moderate.moderators')}</h2>
        <ul class="list">
          {moderators.map(who => (
            <li class="row">
              <span>
                <ActorLink actor={who} /> <Handle text={who.handle} />
              </span>
              <Act
                action={action}
                name={t('moderate.dismiss', { who: who.name })}
                hidden={{ act: 'appoint', what: who.id, end: 'yes' }}
                quiet
              />
            </li>
          ))}
        </ul>
        <Form action={action} values={values} faults={faults} class="narrow">
          <input type="hidden" name="act" value="appoint" />
          <TextField name="what" label={t('moderate.appoint')} hint={t('moderate.appointHint')} required code />
          <p>
            <button type="submit">{t('moderate.appointSubmit')}</button>
          </p>
        </Form>
      </section>
      <section aria-labelledby="kept">
        <h2 id="kept">{t('moderate.stands')}</h2>
        {kept.length === 0 && <p class="empty">{t('moderate.none')}</p>}
        <ul class="list">
          {kept.map(one => (
            <li>
              <Measure one={one} action={action} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Measure({ one, action }: { one: Done; action: string }) {
  const { words } = useFrame();
  const { act, actor, thing, what } = one;
  const subject = actor ? (
    <ActorLink actor={actor} />
  ) : (
    <a href={thing?.path ?? what} dir="auto">
      {thing?.name || words.t('moderate.untitled')}
    </a>
  );
  return (
    <>
      <p>{words.rich(`moderate.did.${act}`, { what: subject })}</p>
      {one.reason && <p dir="auto">{one.reason}</p>}
      <p class="byline">
        {words.rich('card.by', { author: <ActorLink actor={one.who} />, date: <Moment at={one.at} /> })}
      </p>
      <Act action={action} name={words.t('moderate.lift')} hidden={{ act, what, end: 'yes' }} quiet />
    </>
  );
}
